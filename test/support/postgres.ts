import { join } from 'node:path';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { ensurePackages } from './debian.ts';
import { findFreePort } from './free-port.ts';
import { pollUntil } from './poll-until.ts';
import {
  initPrimary,
  makePostgresSite,
  type PostgresOptions,
  type PostgresSite,
  runPostgresProgram,
  runPsql,
} from './postgres-site.ts';

export type PostgresNode = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** With user and password, database postgres. */
  readonly url: string;
  /** Runs SQL as the superuser: unaligned rows, fields split by `|`. Throws with the server's message. */
  readonly psql: (sql: string) => Promise<string>;
  /** Folder of its Unix socket. */
  readonly socketFolder: string;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

export type PostgresServer = PostgresNode & {
  /** PEM file of the authority that signed the server's certificate (for localhost and 127.0.0.1). */
  readonly ca: string;
  /** Paths of a client certificate for the role `cert_user`, signed by the same authority, and of its key. */
  readonly client: { readonly cert: string; readonly key: string };
  /**
   * Starts a standby with a replication slot of this name; returns once it streams. `stop` of the primary stops it too.
   */
  readonly addStandby: (slot?: string) => Promise<PostgresNode>;
};

/** Installs PostgreSQL. Returns why that failed, in one line, or undefined. */
const postgresMissing = (): Promise<string | undefined> => ensurePackages(['postgresql']);

/** Starts a real PostgreSQL: SCRAM passwords, TLS with a certificate of its own authority, superuser `postgres`. */
export const startPostgres = async (options: PostgresOptions = {}): Promise<PostgresServer> => {
  const missing = await postgresMissing();
  if (missing !== undefined) throw new Error(missing);
  const site = await makePostgresSite();
  const standbys: PostgresNode[] = [];
  try {
    const { ca, client } = await initPrimary(site, options);
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

const startNode = async (site: PostgresSite, name: string): Promise<PostgresNode> => {
  const port = await findFreePort();
  const args = ['-D', join(site.folder.path, name), '-h', '127.0.0.1', '-p', String(port), '-k', site.folder.path];
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
    psql: (sql) => runPsql(site, port, sql),
    socketFolder: site.folder.path,
    daemon,
    stop: daemon.stop,
  };
  const isReady = async (): Promise<boolean> => (await node.psql('select 1')) === '1';
  const limits = { name: `PostgreSQL (${name})`, cleanUp: daemon.stop, ms: 30_000, every: 100 };
  await waitForDaemon(daemon, isReady, limits);
  return node;
};

const startStandby = async (site: PostgresSite, primary: PostgresNode, slot: string): Promise<PostgresNode> => {
  const data = join(site.folder.path, slot);
  await runPostgresProgram(site, 'pg_basebackup', [
    ...['-d', `host=127.0.0.1 port=${primary.port} user=postgres password='${site.password}' application_name=${slot}`],
    ...['-D', data, '-R', '-X', 'stream', '-C', '-S', slot, '--checkpoint', 'fast', '--no-sync'],
  ]);
  const standby = await startNode(site, slot);
  const streams = async (): Promise<boolean> =>
    (await primary.psql(
      `select count(*) from pg_stat_replication where application_name = '${slot}' and state = 'streaming'`,
    )) === '1';
  await pollUntil(streams, { what: 'the standby to stream' });
  return standby;
};
