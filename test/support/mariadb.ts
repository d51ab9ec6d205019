import { join } from 'node:path';
import { writeServerCertificate } from './certificates.ts';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { ensurePackages } from './debian.ts';
import { execFileAsync } from './exec-file.ts';
import { findFreePort } from './free-port.ts';
import { pollUntil } from './poll-until.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type MariaDbNode = {
  readonly host: string;
  readonly port: number;
  /** Path of its Unix socket. */
  readonly socket: string;
  /** Runs SQL as the superuser: rows by lines, fields by tabs, no headings. Throws with the server's message. */
  readonly sql: (text: string) => Promise<string>;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

export type MariaDbServer = MariaDbNode & {
  /** PEM file of the authority that signed the server's certificate (for localhost and 127.0.0.1). */
  readonly ca: string;
  /** Starts a replica that replicates from it. `stop` of the server stops it too. */
  readonly addReplica: () => Promise<MariaDbNode>;
};

/** Small files, so that a server takes 80 MB of disk and starts within a second. */
const SMALL_FILES = ['--innodb-log-file-size=4M', '--innodb-data-file-path=ibdata1:4M:autoextend'];

/** Starts a real MariaDB with TLS and binary logs, with further options of mariadbd. */
export const startMariaDb = async (options: readonly string[] = []): Promise<MariaDbServer> => {
  const missing = await ensurePackages(['mariadb-server']);
  if (missing !== undefined) throw new Error(missing);
  const folder = await makeTemporaryFolder('mariadb');
  const certificate = await writeServerCertificate(folder.path, 'Kavmon Test MariaDB CA');
  const tls = [`--ssl-ca=${certificate.ca}`, `--ssl-cert=${certificate.cert}`, `--ssl-key=${certificate.key}`];
  const replicas: MariaDbNode[] = [];
  try {
    const node = await startNode(folder.path, 'source', ['--server-id=1', '--log-bin=bin', ...tls, ...options]);
    return {
      ...node,
      ca: certificate.ca,
      addReplica: async () => {
        const id = replicas.length + 2;
        const replica = await startNode(folder.path, `replica${id}`, [`--server-id=${id}`, '--read-only=1']);
        replicas.push(replica);
        await follow(node, replica);
        return replica;
      },
      stop: async () => {
        await Promise.all(replicas.map((replica) => replica.stop()));
        await node.stop();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
};

const startNode = async (folder: string, name: string, options: readonly string[]): Promise<MariaDbNode> => {
  const data = join(folder, name);
  await execFileAsync(
    'mariadb-install-db',
    [
      ...['--no-defaults', '--user=root', `--datadir=${data}`, '--auth-root-authentication-method=normal'],
      ...['--skip-test-db', ...SMALL_FILES],
    ],
    { timeout: 60_000 },
  );
  const port = await findFreePort();
  const socket = join(folder, `${name}.sock`);
  const daemon = startDaemon('mariadbd', [
    ...['--no-defaults', '--user=root', `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`],
    ...['--bind-address=127.0.0.1', '--innodb-buffer-pool-size=16M', '--innodb-flush-log-at-trx-commit=2'],
    ...['--skip-name-resolve', `--pid-file=${join(folder, `${name}.pid`)}`, ...SMALL_FILES, ...options],
  ]);
  const sql = async (text: string): Promise<string> =>
    (
      await execFileAsync('mariadb', ['--no-defaults', '-uroot', `-S${socket}`, '-N', '-B', '-e', text])
    ).stdout.trimEnd();
  const isReady = async (): Promise<boolean> => (await sql('select 1')) === '1';
  await waitForDaemon(daemon, isReady, { name: `MariaDB (${name})`, cleanUp: daemon.stop, ms: 30_000, every: 100 });
  return { host: '127.0.0.1', port, socket, sql, daemon, stop: daemon.stop };
};

const follow = async (source: MariaDbNode, replica: MariaDbNode): Promise<void> => {
  await source.sql("create or replace user repl@'%' identified by 'repl'; grant replication slave on *.* to repl@'%'");
  await replica.sql(
    `change master to master_host='127.0.0.1', master_port=${source.port}, master_user='repl', master_password='repl', master_connect_retry=1, master_log_file='bin.000001', master_log_pos=4; start slave`,
  );
  // The columns of both threads stand side by side.
  const bothRun = async (): Promise<boolean> => (await replica.sql('show slave status')).includes('\tYes\tYes\t');
  await pollUntil(bothRun, { what: 'the replica to follow' });
};
