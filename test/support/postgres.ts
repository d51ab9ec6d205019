import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { authority, issue, writeCertificate } from './certificates.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { ensurePackages } from './debian.ts';
import { type Folder, temporaryFolder } from './folder.ts';
import { freePort } from './ports.ts';
import { until } from './until.ts';

const execute = promisify(execFile);

export type PostgresOptions = {
  /** Beside the defaults: `{ max_connections: '10' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Lines of pg_hba.conf that come before the usual ones: `['hostssl all cert_user 127.0.0.1/32 cert']`. */
  readonly access?: readonly string[];
  /** `off`: the server knows no TLS. */
  readonly tls?: 'on' | 'off';
};

export type PostgresNode = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** With user and password, database postgres. */
  readonly url: string;
  /** Runs SQL as the superuser: unaligned rows, fields split by `|`. Throws with the server's message. */
  readonly psql: (sql: string) => Promise<string>;
  readonly daemon: Daemon;
  readonly stop: () => Promise<void>;
};

export type Postgres = PostgresNode & {
  /** PEM file of the authority that signed the server's certificate (for localhost and 127.0.0.1). */
  readonly ca: string;
  /** A client pair for the role `cert_user`, signed by the same authority. */
  readonly client: { readonly cert: string; readonly key: string };
  /** Starts a streaming standby with a replication slot of this name, and waits until it streams. `stop` of the primary stops it too. */
  readonly addStandby: (slot?: string) => Promise<PostgresNode>;
};

type Site = {
  readonly folder: Folder;
  readonly bin: string;
  readonly uid: number | undefined;
  readonly password: string;
};

const PASSWORD = 'correct horse battery';
const DEFAULTS = {
  fsync: 'off',
  shared_buffers: '16MB',
  max_connections: '30',
  max_wal_senders: '5',
  wal_keep_size: '16MB',
  dynamic_shared_memory_type: 'mmap',
  logging_collector: 'off',
  password_encryption: 'scram-sha-256',
} as const;

/** Why no PostgreSQL can be started here, in one line, or undefined. */
export const postgresMissing = (): Promise<string | undefined> => ensurePackages(['postgresql']);

/** Starts a real PostgreSQL: SCRAM passwords, TLS with a certificate of its own authority, superuser `postgres`. */
export const startPostgres = async (options: PostgresOptions = {}): Promise<Postgres> => {
  const missing = await postgresMissing();
  if (missing !== undefined) throw new Error(missing);
  const uid = await serverUser();
  const site: Site = { folder: await temporaryFolder('postgres', uid), bin: await programs(), uid, password: PASSWORD };
  const standbys: PostgresNode[] = [];
  try {
    const { ca, client } = await prepare(site, options);
    const node = await startNode(site, 'primary');
    return {
      ...node,
      ca,
      client,
      addStandby: async (slot = 'standby') => {
        const standby = await startStandby(site, node, slot);
        standbys.push(standby);
        return standby;
      },
      stop: async () => {
        await Promise.all(standbys.map((standby) => standby.stop()));
        await node.stop();
        await site.folder.remove();
      },
    };
  } catch (error) {
    await site.folder.remove();
    throw error;
  }
};

/** Root may not run PostgreSQL; then the package's own user does. */
const serverUser = async (): Promise<number | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  return Number((await execute('id', ['-u', 'postgres'])).stdout);
};

const programs = async (): Promise<string> => {
  const versions = (await readdir('/usr/lib/postgresql')).map(Number).filter((version) => !Number.isNaN(version));
  return `/usr/lib/postgresql/${Math.max(...versions)}/bin`;
};

const prepare = async (site: Site, options: PostgresOptions) => {
  const path = site.folder.path;
  const data = join(path, 'primary');
  const passwordFile = join(path, 'password');
  await writeFile(passwordFile, site.password);
  await once(site, 'initdb', [
    ...['-D', data, '-U', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--no-sync', '--encoding', 'UTF8', '--locale', 'C'],
  ]);
  const ca = authority('Kavmon Test PostgreSQL CA');
  const names = ['localhost', '127.0.0.1'];
  const server = await writeCertificate(path, 'server', issue({ subject: 'localhost', names, issuer: ca }));
  const client = await writeCertificate(path, 'client', issue({ subject: 'cert_user', issuer: ca, client: true }));
  const caFile = join(path, 'ca.pem');
  await writeFile(caFile, ca.cert);
  if (site.uid !== undefined) await execute('chown', [`${site.uid}`, server.key]);
  const tls = { ssl: 'on', ssl_cert_file: server.cert, ssl_key_file: server.key, ssl_ca_file: caFile };
  const settings = { ...DEFAULTS, ...(options.tls === 'off' ? {} : tls), ...options.settings };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = '${value}'`);
  await appendSettings(data, lines);
  const access = [
    ...(options.access ?? []),
    'host all all 127.0.0.1/32 scram-sha-256',
    'host replication all 127.0.0.1/32 scram-sha-256',
  ];
  await writeFile(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`);
  return { ca: caFile, client };
};

const appendSettings = (data: string, lines: readonly string[]): Promise<void> =>
  writeFile(join(data, 'postgresql.conf'), `${lines.join('\n')}\n`, { flag: 'a' });

const startNode = async (site: Site, name: string): Promise<PostgresNode> => {
  const port = await freePort();
  const args = ['-D', join(site.folder.path, name), '-h', '127.0.0.1', '-p', String(port), '-k', ''];
  const daemon = startDaemon(join(site.bin, 'postgres'), args, {
    cwd: site.folder.path,
    ending: 'SIGINT',
    ...(site.uid === undefined ? {} : { user: site.uid }),
  });
  const node: PostgresNode = {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: site.password,
    url: `postgres://postgres:${encodeURIComponent(site.password)}@127.0.0.1:${port}/postgres`,
    psql: (sql) => psql(site, port, sql),
    daemon,
    stop: daemon.stop,
  };
  await ready(node, name);
  return node;
};

const ready = async ({ daemon, psql: ask }: PostgresNode, name: string): Promise<void> => {
  const answers = async (): Promise<boolean> => !daemon.isRunning() || (await ask('select 1')) === '1';
  try {
    await until(answers, { what: `the ${name}`, ms: 30_000, every: 100 });
    if (!daemon.isRunning()) throw new Error(`the ${name} ended`);
  } catch (error) {
    await daemon.stop();
    throw new Error(`PostgreSQL did not start: ${daemon.output().slice(-2000)}`, { cause: error });
  }
};

const startStandby = async (site: Site, primary: PostgresNode, slot: string): Promise<PostgresNode> => {
  const data = join(site.folder.path, slot);
  await once(site, 'pg_basebackup', [
    ...['-d', `host=127.0.0.1 port=${primary.port} user=postgres password='${site.password}' application_name=${slot}`],
    ...['-D', data, '-R', '-X', 'stream', '-C', '-S', slot, '--checkpoint', 'fast', '--no-sync'],
  ]);
  const standby = await startNode(site, slot);
  const streams = async (): Promise<boolean> =>
    (await primary.psql(
      `select count(*) from pg_stat_replication where application_name = '${slot}' and state = 'streaming'`,
    )) === '1';
  await until(streams, { what: 'the standby to stream' });
  return standby;
};

/** One of PostgreSQL's own programs, to its end, as the user that owns the data. */
const once = (site: Site, program: string, args: readonly string[]): Promise<unknown> => {
  const user = site.uid === undefined ? {} : { uid: site.uid, gid: site.uid };
  return execute(join(site.bin, program), args, { cwd: site.folder.path, timeout: 60_000, ...user });
};

const psql = async (site: Site, port: number, sql: string): Promise<string> => {
  const args = [
    '-XAtq',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-U',
    'postgres',
    '-d',
    'postgres',
    '-c',
    sql,
  ];
  const { stdout } = await execute(join(site.bin, 'psql'), args, {
    timeout: 30_000,
    env: { PGPASSWORD: site.password, PGCONNECT_TIMEOUT: '5' },
  });
  return stdout.trimEnd();
};
