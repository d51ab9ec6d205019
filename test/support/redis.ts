import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueCertificate, writeCertificate, writeServerCertificate } from './certificates.ts';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { ensurePackages } from './debian.ts';
import { execFileAsync } from './exec-file.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type RedisOptions = {
  /** Directives of redis.conf, each with its value: `{ maxmemory: '10mb' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** `requirepass`, and the `masterauth` of a replica. */
  readonly password?: string;
  /** An ACL user with all rights. The default user keeps `password`, or is off when there is none. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Serves TLS only, with a certificate for localhost and 127.0.0.1. */
  readonly tls?: boolean;
  readonly replicaOf?: { readonly host: string; readonly port: number };
};

export type RedisServer = {
  readonly host: string;
  readonly port: number;
  /** Runs redis-cli with these arguments, authenticated. Returns its output, also of an error reply (`ERR ...`). */
  readonly cli: (...args: readonly string[]) => Promise<string>;
  /** PEM file of the authority, with `tls`. */
  readonly ca: string | undefined;
  /** Paths of a client certificate that the same authority signed, and of its key, with `tls`. */
  readonly client: { readonly cert: string; readonly key: string } | undefined;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

/** Installs Redis. Returns why that failed, in one line, or undefined. */
const redisMissing = (): Promise<string | undefined> => ensurePackages(['redis-server', 'redis-tools']);

/** Starts one redis-server on a free loopback port. */
export const startRedis = async (options: RedisOptions = {}): Promise<RedisServer> => launchRedis(options, []);

/** Starts one Sentinel with these lines of sentinel.conf. */
export const startSentinel = async (lines: readonly string[], options: RedisOptions = {}): Promise<RedisServer> =>
  launchRedis(options, lines, ['--sentinel']);

const launchRedis = async (
  options: RedisOptions,
  lines: readonly string[],
  flags: readonly string[] = [],
): Promise<RedisServer> => {
  const missing = await redisMissing();
  if (missing !== undefined) throw new Error(missing);
  const folder = await makeTemporaryFolder('redis');
  const port = await findFreePort();
  const tls = options.tls === true ? await writeServerCertificate(folder.path, 'Kavmon Test Redis CA') : undefined;
  const client =
    tls === undefined
      ? undefined
      : await writeCertificate(
          folder.path,
          'client',
          issueCertificate({ subject: 'kavmon', issuer: tls.root, client: true }),
        );
  const file = join(folder.path, 'redis.conf');
  await mkdir(join(folder.path, 'data'));
  const own = flags.length > 0 ? sentinelLines(options) : serverLines(options);
  await writeFile(file, [...listenLines(port, tls), `dir ${join(folder.path, 'data')}`, ...own, ...lines].join('\n'));
  const daemon = startDaemon('redis-server', [file, ...flags]);
  const redis: RedisServer = {
    host: '127.0.0.1',
    port,
    ca: tls?.ca,
    client,
    daemon,
    cli: (...args) => runRedisCli([...clientFlags(options, tls?.ca), '-p', String(port), ...args]),
    stop: async () => {
      await daemon.stop();
      await folder.remove();
    },
  };
  const isReady = async (): Promise<boolean> => (await redis.cli('PING')) === 'PONG';
  await waitForDaemon(daemon, isReady, { name: 'redis-server', cleanUp: redis.stop });
  return redis;
};

type TlsFiles = { readonly ca: string; readonly cert: string; readonly key: string };

const listenLines = (port: number, tls: TlsFiles | undefined): string[] => {
  if (tls === undefined) return ['bind 127.0.0.1', `port ${port}`];
  const files = [`tls-cert-file ${tls.cert}`, `tls-key-file ${tls.key}`, `tls-ca-cert-file ${tls.ca}`];
  return ['bind 127.0.0.1', 'port 0', `tls-port ${port}`, 'tls-auth-clients no', 'tls-replication yes', ...files];
};

/** `save ""`: SIGTERM does not wait for a dump. */
const serverLines = ({ password, user, replicaOf, settings }: RedisOptions): string[] => [
  'save ""',
  'repl-diskless-sync-delay 0',
  ...(password === undefined ? [] : [`requirepass "${password}"`, `masterauth "${password}"`]),
  ...(user === undefined ? [] : [`user ${user.name} on >${user.password} ~* &* +@all`]),
  ...(user !== undefined && password === undefined ? ['user default off'] : []),
  ...(replicaOf === undefined ? [] : [`replicaof ${replicaOf.host} ${replicaOf.port}`]),
  ...Object.entries(settings ?? {}).map(([name, value]) => `${name} ${value}`),
];

const sentinelLines = ({ password, settings }: RedisOptions): string[] => [
  ...(password === undefined ? [] : [`requirepass "${password}"`, `sentinel sentinel-pass ${password}`]),
  ...Object.entries(settings ?? {}).map(([name, value]) => `${name} ${value}`),
];

const clientFlags = ({ user, password }: RedisOptions, ca: string | undefined): string[] => [
  ...(ca === undefined ? [] : ['--tls', '--cacert', ca]),
  ...(user === undefined ? [] : ['--user', user.name]),
  ...(user === undefined && password === undefined
    ? []
    : ['--no-auth-warning', '-a', user?.password ?? password ?? '']),
];

const runRedisCli = async (args: readonly string[]): Promise<string> =>
  (await execFileAsync('redis-cli', ['-h', '127.0.0.1', ...args], { timeout: 15_000 })).stdout.trimEnd();
