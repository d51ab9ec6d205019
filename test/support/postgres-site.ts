import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cachedFolder } from '../cache/cache.ts';
import { issueCertificate, writeCertificate, writeServerCertificate } from './certificates.ts';
import { execFileAsync } from './exec-file.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

export type PostgresOptions = {
  /** Settings of postgresql.conf over the defaults: `{ max_connections: '10' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** First lines of pg_hba.conf: `['hostssl all cert_user 127.0.0.1/32 cert']`. */
  readonly access?: readonly string[];
  /** Default `on`. */
  readonly tls?: 'on' | 'off';
};

export type PostgresSite = {
  readonly folder: TemporaryFolder;
  readonly bin: string;
  readonly uid: number | undefined;
  readonly password: string;
};

const SUPERUSER_PASSWORD = 'correct horse battery';
const DEFAULT_SETTINGS = {
  fsync: 'off',
  shared_buffers: '16MB',
  max_connections: '30',
  max_wal_senders: '5',
  wal_keep_size: '16MB',
  dynamic_shared_memory_type: 'mmap',
  logging_collector: 'off',
  password_encryption: 'scram-sha-256',
} as const;

/** A new folder, the programs of the newest PostgreSQL that is installed, and the user that they run as. */
export const makePostgresSite = async (): Promise<PostgresSite> => {
  const uid = await serverUser();
  const folder = await makeTemporaryFolder('postgres', uid);
  return { folder, bin: await findPrograms(), uid, password: SUPERUSER_PASSWORD };
};

/** The id of the user `postgres` when this is root, which may not run PostgreSQL. */
const serverUser = async (): Promise<number | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  return Number((await execFileAsync('id', ['-u', 'postgres'])).stdout);
};

const findPrograms = async (): Promise<string> => {
  const versions = (await readdir('/usr/lib/postgresql')).map(Number).filter((version) => !Number.isNaN(version));
  return `/usr/lib/postgresql/${Math.max(...versions)}/bin`;
};

/**
 * Makes the data folder `primary` with its settings, access rules and certificates. Returns the paths that a client
 * needs.
 */
export const initPrimary = async (site: PostgresSite, options: PostgresOptions) => {
  const path = site.folder.path;
  const data = join(path, 'primary');
  await copyEmptyDatabase(site, data);
  const server = await writeServerCertificate(path, 'Kavmon Test PostgreSQL CA');
  const issued = issueCertificate({ subject: 'cert_user', issuer: server.root, client: true });
  const client = await writeCertificate(path, 'client', issued);
  if (site.uid !== undefined) await execFileAsync('chown', [`${site.uid}`, server.key]);
  const tls = { ssl: 'on', ssl_cert_file: server.cert, ssl_key_file: server.key, ssl_ca_file: server.ca };
  const settings = { ...DEFAULT_SETTINGS, ...(options.tls === 'off' ? {} : tls), ...options.settings };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = '${value}'`);
  await appendSettings(data, lines);
  const access = [
    ...(options.access ?? []),
    'local all all scram-sha-256',
    'host all all 127.0.0.1/32 scram-sha-256',
    'host replication all 127.0.0.1/32 scram-sha-256',
  ];
  await writeFile(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`);
  return { ca: server.ca, client };
};

/** What initdb makes, which takes a second, is kept in the cache by the version of PostgreSQL. */
const copyEmptyDatabase = async (site: PostgresSite, data: string): Promise<void> => {
  const major = basename(dirname(site.bin));
  const kept = await cachedFolder(`postgres-data-${major}`, async (folder) => {
    const passwordFile = join(site.folder.path, 'password');
    await writeFile(passwordFile, site.password);
    await runPostgresProgram(site, 'initdb', [
      ...['-D', data, '-U', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--no-sync', '--encoding', 'UTF8', '--locale', 'C'],
    ]);
    // The user of the server does not reach the cache of this one.
    await execFileAsync('cp', ['-a', data, join(folder, 'data')]);
  });
  await rm(data, { recursive: true, force: true });
  await execFileAsync('cp', ['-a', join(kept, 'data'), data]);
};

const appendSettings = (data: string, lines: readonly string[]): Promise<void> =>
  writeFile(join(data, 'postgresql.conf'), `${lines.join('\n')}\n`, { flag: 'a' });

/** Runs one of PostgreSQL's programs to its end, as the user that owns the data. */
export const runPostgresProgram = (site: PostgresSite, program: string, args: readonly string[]): Promise<unknown> => {
  const user = site.uid === undefined ? {} : { uid: site.uid, gid: site.uid };
  return execFileAsync(join(site.bin, program), args, { cwd: site.folder.path, timeout: 60_000, ...user });
};

/** Runs SQL through psql as the superuser. */
export const runPsql = async (site: PostgresSite, port: number, sql: string): Promise<string> => {
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
  const { stdout } = await execFileAsync(join(site.bin, 'psql'), args, {
    timeout: 30_000,
    env: { PGPASSWORD: site.password, PGCONNECT_TIMEOUT: '5' },
  });
  return stdout.trimEnd();
};
