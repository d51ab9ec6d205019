import { setTimeout } from 'node:timers/promises';
import { ProbeError } from '../../model/errors.ts';
import { errorCode } from '../net/network-error.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import { withClient } from './client.ts';
import { postgresError } from './postgres-error.ts';
import { type PostgresAddress, type PostgresTarget, parsePostgresTargets } from './target.ts';
import { describeUnverified } from './unverified.ts';

/** A pool of PgBouncer: the server connections of one database and user. Numbers that it does not report are null. */
export interface BouncerPool {
  readonly database: string;
  readonly user: string;
  readonly clientsActive: number | null;
  readonly clientsWaiting: number | null;
  readonly serversActive: number | null;
  /** How long the first client in the queue has waited, in seconds. */
  readonly maxWait: number | null;
  /** Clients waited, and no server was connected, when it was looked at and a second later. */
  readonly isStuck: boolean;
}

/** A database that the pooler leads to. */
export interface BouncerDatabase {
  readonly name: string;
  readonly poolSize: number | null;
  readonly paused: boolean;
  readonly disabled: boolean;
}

export interface PgbouncerAnswer {
  /** `host:port/database` of the console. */
  readonly target: string;
  readonly tlsNote?: string | undefined;
  /** As it reports it when it lets somebody in: `1.18.0/bouncer`. */
  readonly version: string;
  /** Pools that are in use, without that of the console. */
  readonly pools: readonly BouncerPool[];
  readonly databases: readonly BouncerDatabase[];
  readonly clients: PartAnswer<{ readonly used: number | null; readonly max: number | null }>;
  readonly durationMs: number;
}

/** How long one command may take. */
const COMMAND_TIMEOUT_MS = 5000;
/** Name of the console's database: PgBouncer's, and Odyssey's. */
const CONSOLES = ['pgbouncer', 'console'];

type ShowRow = Readonly<Record<string, string | null>>;
type ShowCommand = (what: string) => Promise<readonly ShowRow[]>;

/** Logs in to the console of PgBouncer and asks it for pools and databases. Throws ProbeError, or the signal's reason. */
export const probePgbouncer = async (options: PostgresAddress, session: ProbeSession): Promise<PgbouncerAnswer> => {
  const started = performance.now();
  const target = parseConsoleTarget(options);
  return withClient(target, COMMAND_TIMEOUT_MS, session, async ({ client, encrypted, versions }) => {
    const show: ShowCommand = async (what) => {
      try {
        // The console knows the simple protocol alone, and each value is taken as its text.
        const query = { text: `SHOW ${what}`, types: { getTypeParser: () => (text: string) => text } };
        return (await client.query<Record<string, string | null>>(query as never)).rows;
      } catch (error) {
        throw consoleError(error, target);
      }
    };
    const pools = await showPools(show, session);
    const databases = await show('DATABASES');
    const clients = await countClients(show);
    return {
      target: target.text,
      tlsNote: describeUnverified(target, encrypted),
      version: versions.at(-1) ?? 'unknown',
      pools,
      databases: databases.filter(({ name }) => !CONSOLES.includes(name ?? '')).map(databaseOfRow),
      clients,
      durationMs: performance.now() - started,
    };
  });
};

const parseConsoleTarget = (options: PostgresAddress): PostgresTarget => {
  const targets = parsePostgresTargets(options, 'pgbouncer');
  const [target] = targets;
  if (target !== undefined && targets.length === 1) return target;
  throw new ProbeError('config', 'each pooler has a console of its own: give one host');
};

/** SQLSTATE of PostgreSQL for a parameter that is not there: SHOW means another thing to it. */
const UNKNOWN_PARAMETER = '42704';

const consoleError = (error: unknown, { text, database }: PostgresTarget): unknown =>
  errorCode(error) === UNKNOWN_PARAMETER
    ? new ProbeError(
        'config',
        `${text}: ${database} is a database, not the console of a pooler: give pgbouncer in its place`,
      )
    : postgresError(error, text, 'query');

/** A pool that was just used for the first time connects meanwhile. */
const SECOND_LOOK_MS = 1000;

/**
 * The pools of SHOW POOLS. Its `maxwait` leaves out clients that wait to be let in, as all do once a server is gone: a pool that
 * looks so is looked at once more.
 */
const showPools = async (show: ShowCommand, { signal }: ProbeSession): Promise<readonly BouncerPool[]> => {
  const first = await showUserPools(show);
  if (!first.some(waitsForServer)) return first.map((row) => poolOfRow(row, false));
  await setTimeout(SECOND_LOOK_MS, undefined, { signal });
  const stuck = new Set(first.filter(waitsForServer).map(({ database, user }) => `${database} ${user}`));
  const rows = await showUserPools(show);
  return rows.map((row) => poolOfRow(row, waitsForServer(row) && stuck.has(`${row.database} ${row.user}`)));
};

const showUserPools = async (show: ShowCommand): Promise<readonly ShowRow[]> =>
  (await show('POOLS')).filter(({ database }) => !CONSOLES.includes(database ?? ''));

const waitsForServer = (row: ShowRow): boolean =>
  Number(row.cl_waiting) > 0 &&
  [row.sv_active, row.sv_idle, row.sv_used, row.sv_tested].every((servers) => servers === '0');

/** Those who may see pools may not always see the configuration. */
const countClients = async (show: ShowCommand): Promise<PgbouncerAnswer['clients']> => {
  try {
    const lists = await show('LISTS');
    const settings = await show('CONFIG');
    const used = lists.find(({ list }) => list === 'used_clients')?.items;
    const max = settings.find(({ key }) => key === 'max_client_conn')?.value;
    return { value: { used: numberOf(used), max: numberOf(max) } };
  } catch (error) {
    if (error instanceof ProbeError && error.reason !== 'unreachable' && error.reason !== 'deadline_attempt')
      return { problem: error };
    throw error;
  }
};

const poolOfRow = (row: ShowRow, isStuck: boolean): BouncerPool => {
  const [seconds, micros] = [numberOf(row.maxwait), numberOf(row.maxwait_us)];
  return {
    database: row.database ?? '',
    user: row.user ?? '',
    clientsActive: numberOf(row.cl_active),
    clientsWaiting: numberOf(row.cl_waiting),
    serversActive: numberOf(row.sv_active),
    maxWait: seconds === null ? null : seconds + (micros ?? 0) / 1_000_000,
    isStuck,
  };
};

const databaseOfRow = (row: ShowRow): BouncerDatabase => ({
  name: row.name ?? '',
  poolSize: numberOf(row.pool_size),
  paused: row.paused === '1',
  disabled: row.disabled === '1',
});

const numberOf = (text: string | null | undefined): number | null =>
  typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
