import { ProbeError } from '../../model/errors.ts';
import type { Session } from '../probe.ts';
import {
  askActivity,
  askBase,
  askSlots,
  askWraparound,
  type PostgresActivity,
  type PostgresBase,
  type PostgresSlot,
  type PostgresWraparound,
} from './facts.ts';
import { askReplication, type PostgresReplication } from './replication.ts';
import { type PostgresSession, withPostgres } from './session.ts';
import { type PostgresAddress, postgresTarget } from './target.ts';

/** What costs a question of its own, and is asked only when named. */
export type PostgresTopic = 'replication' | 'slots' | 'activity' | 'wraparound';

export interface PostgresOptions extends PostgresAddress {
  readonly topics?: readonly PostgresTopic[] | undefined;
  /** Statements of the user, one each, run in read-only transactions. */
  readonly queries?: readonly string[] | undefined;
  /** Limit of one statement, kept by the server. Default: 5000. */
  readonly statementTimeoutMs?: number | undefined;
}

/** What a question came to: its answer, or why the server gave none. */
export type Answered<T> = { readonly value: T } | { readonly problem: ProbeError };

export interface PostgresRows {
  readonly count: number;
  /** First column of the first row as text; null for NULL and when there is no row. */
  readonly first: string | null;
}

export interface PostgresAnswer extends PostgresBase {
  /** `host:port/database`. */
  readonly target: string;
  readonly encrypted: boolean;
  readonly replication?: Answered<PostgresReplication>;
  readonly slots?: Answered<readonly PostgresSlot[]>;
  readonly activity?: Answered<PostgresActivity>;
  readonly wraparound?: Answered<PostgresWraparound>;
  /** One for each query, in their order. */
  readonly queries: readonly Answered<PostgresRows>[];
  /** From the first look-up to the last answer. */
  readonly durationMs: number;
}

const STATEMENT_TIMEOUT_MS = 5000;

/** Connects, authenticates and asks; always a round trip beyond the connection. */
export const postgres = async (options: PostgresOptions, session: Session): Promise<PostgresAnswer> => {
  const started = performance.now();
  const target = postgresTarget(options);
  const timeout = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  return withPostgres(target, timeout, session, async (connection) => {
    const base = await askBase(connection);
    const topics = await askTopics(connection, base, options.topics ?? []);
    const queries: Answered<PostgresRows>[] = [];
    for (const sql of options.queries ?? []) queries.push(await answered(connection, () => askQuery(connection, sql)));
    const { encrypted } = connection;
    return { target: target.text, encrypted, ...base, ...topics, queries, durationMs: performance.now() - started };
  });
};

const askTopics = async (
  connection: PostgresSession,
  { role }: PostgresBase,
  topics: readonly PostgresTopic[],
): Promise<Pick<PostgresAnswer, PostgresTopic>> => ({
  ...(topics.includes('replication') && {
    replication: await answered(connection, () => askReplication(connection, role)),
  }),
  ...(topics.includes('slots') && { slots: await answered(connection, () => askSlots(connection)) }),
  ...(topics.includes('activity') && { activity: await answered(connection, () => askActivity(connection)) }),
  ...(topics.includes('wraparound') && { wraparound: await answered(connection, () => askWraparound(connection)) }),
});

const askQuery = async (connection: PostgresSession, sql: string): Promise<PostgresRows> => {
  const { columns, rows } = await connection.askForeign(sql);
  if (columns.length === 0) throw new ProbeError('config', 'the query returns no rows at all: it is no SELECT');
  return { count: rows.length, first: rows[0]?.[0] ?? null };
};

/** One refused question must not hide what the others have found; a broken connection ends them all. */
const answered = async <T>(connection: PostgresSession, question: () => Promise<T>): Promise<Answered<T>> => {
  try {
    return { value: await question() };
  } catch (error) {
    if (error instanceof ProbeError && connection.usable()) return { problem: error };
    throw error;
  }
};
