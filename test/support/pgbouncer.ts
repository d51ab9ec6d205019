import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptsConnections, startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { ensurePackages } from './debian.ts';
import { execFileAsync } from './exec-file.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type PgBouncerOptions = {
  readonly poolMode: 'session' | 'transaction' | 'statement';
  /** The server behind it. */
  readonly server: { readonly host: string; readonly port: number };
  readonly user: { readonly name: string; readonly password: string };
  /** Further lines of its section `[pgbouncer]`. */
  readonly settings?: Readonly<Record<string, string>>;
};

export type PgBouncer = {
  readonly host: string;
  readonly port: number;
  /** Runs a command on its console. Throws with its message. */
  readonly command: (command: string) => Promise<void>;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

/** Starts a real PgBouncer for the database `postgres` of a server; the user may also use its console `pgbouncer`. */
export const startPgBouncer = async ({
  poolMode,
  server,
  user,
  settings = {},
}: PgBouncerOptions): Promise<PgBouncer> => {
  const missing = await ensurePackages(['pgbouncer']);
  if (missing !== undefined) throw new Error(missing);
  const uid = process.getuid?.() === 0 ? Number((await execFileAsync('id', ['-u', 'postgres'])).stdout) : undefined;
  const folder = await makeTemporaryFolder('pgbouncer', uid);
  const port = await findFreePort();
  const users = join(folder.path, 'users.txt');
  const file = join(folder.path, 'pgbouncer.ini');
  const own = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'plain',
    auth_file: users,
    admin_users: user.name,
    pool_mode: poolMode,
    ...settings,
  };
  await writeFile(users, `"${user.name}" "${user.password}"\n`);
  const lines = Object.entries(own).map(([name, value]) => `${name} = ${value}`);
  const database = `postgres = host=${server.host} port=${server.port}`;
  await writeFile(file, ['[databases]', database, '[pgbouncer]', ...lines, ''].join('\n'));
  const daemon = startDaemon('pgbouncer', [file], {
    cwd: folder.path,
    ending: 'SIGINT',
    ...(uid === undefined ? {} : { user: uid }),
  });
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  await waitForDaemon(daemon, () => acceptsConnections(port), { name: 'PgBouncer', cleanUp: stop });
  const command = async (text: string): Promise<void> => {
    const args = ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', `${port}`, '-U', user.name, '-c', text];
    await execFileAsync('psql', [...args, 'pgbouncer'], { timeout: 15_000, env: { PGPASSWORD: user.password, PATH } });
  };
  return { host: '127.0.0.1', port, command, daemon, stop };
};

const PATH = process.env.PATH ?? '';
