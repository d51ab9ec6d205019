import { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import type { QueryRows } from '../query-rows.ts';
import { type PostgresReplication, queryReplication } from './replication.ts';
import {
  type PostgresActivity,
  type PostgresBase,
  type PostgresSlot,
  type PostgresWraparound,
  queryActivity,
  queryBase,
  querySlots,
  queryWraparound,
} from './server-facts.ts';
import { type PostgresSession, withPostgres } from './session.ts';
import { type PostgresAddress, type PostgresTarget, parsePostgresTarget } from './target.ts';
import type { SessionAttributes } from './url.ts';

/** Topics that need a query of their own, sent only when named. */
export type PostgresTopic = 'replication' | 'slots' | 'activity' | 'wraparound';

export interface PostgresOptions extends PostgresAddress {
  readonly topics?: readonly PostgresTopic[] | undefined;
  /** The user's own statements, one each, run in read-only transactions. */
  readonly queries?: readonly string[] | undefined;
  /** `statement_timeout` of the server. Default: 5000. */
  readonly statementTimeoutMs?: number | undefined;
}

export interface PostgresAnswer extends PostgresBase {
  /** `host:port/database`. */
  readonly target: string;
  readonly encrypted: boolean;
  /** What was not verified of the server although TLS was asked for, undefined when there is nothing to say. */
  readonly tlsNote?: string | undefined;
  /** What the URL asks of the server beside the connection. */
  readonly sessionAttributes?: SessionAttributes | undefined;
  readonly replication?: PartAnswer<PostgresReplication>;
  readonly slots?: PartAnswer<readonly PostgresSlot[]>;
  readonly activity?: PartAnswer<PostgresActivity>;
  readonly wraparound?: PartAnswer<PostgresWraparound>;
  /** One for each query, in their order. */
  readonly queries: readonly PartAnswer<QueryRows>[];
  /** From the first name look-up to the last answer. */
  readonly durationMs: number;
}

const STATEMENT_TIMEOUT_MS = 5000;

/** Connects, authenticates and queries, so that an open port alone never counts. Throws ProbeError, or the signal's reason. */
export const probePostgres = async (options: PostgresOptions, session: ProbeSession): Promise<PostgresAnswer> => {
  const started = performance.now();
  const target = parsePostgresTarget(options);
  const timeout = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  return withPostgres(target, timeout, session, async (connection) => {
    const base = await queryBase(connection);
    const topics = await queryTopics(connection, base, options.topics ?? []);
    const queries: PartAnswer<QueryRows>[] = [];
    for (const sql of options.queries ?? []) queries.push(await runQuery(connection, sql, queries.at(-1)));
    const { encrypted } = connection;
    const { text, sessionAttributes } = target;
    const tlsNote = describeUnverified(target, encrypted);
    const durationMs = performance.now() - started;
    return { target: text, encrypted, tlsNote, sessionAttributes, ...base, ...topics, queries, durationMs };
  });
};

const describeUnverified = ({ mode, tls, asksForBinding }: PostgresTarget, encrypted: boolean): string | undefined => {
  if (asksForBinding === true) return 'the login was not bound to the TLS connection (channel_binding is not verified)';
  if (mode === 'no-verify') return 'the certificate was not verified (sslmode no-verify)';
  return !encrypted && mode === 'prefer' && tls.insecure === false
    ? 'the server offers no TLS, so that the root certificate was not used (sslmode prefer)'
    : undefined;
};

const queryTopics = async (
  connection: PostgresSession,
  { role }: PostgresBase,
  topics: readonly PostgresTopic[],
): Promise<Pick<PostgresAnswer, PostgresTopic>> => ({
  ...(topics.includes('replication') && {
    replication: await answerOrProblem(connection, () => queryReplication(connection, role)),
  }),
  ...(topics.includes('slots') && { slots: await answerOrProblem(connection, () => querySlots(connection)) }),
  ...(topics.includes('activity') && { activity: await answerOrProblem(connection, () => queryActivity(connection)) }),
  ...(topics.includes('wraparound') && {
    wraparound: await answerOrProblem(connection, () => queryWraparound(connection)),
  }),
});

/** A pooler that takes no transactions ends the connection at the first query: what it said holds for the others. */
const runQuery = async (
  connection: PostgresSession,
  sql: string,
  before: PartAnswer<QueryRows> | undefined,
): Promise<PartAnswer<QueryRows>> => {
  if (before !== undefined && 'problem' in before && !connection.isUsable()) return before;
  return answerOrProblem(connection, () => runForeignQuery(connection, sql));
};

const runForeignQuery = async (connection: PostgresSession, sql: string): Promise<QueryRows> => {
  const { columns, rows } = await connection.queryForeign(sql);
  if (columns.length === 0) throw new ProbeError('config', 'the query returns no rows at all: it is not a SELECT');
  return { count: rows.length, first: rows[0]?.[0] ?? null };
};

/** A query that the server refuses must not hide the answers to the others; a broken connection fails them all. */
const answerOrProblem = async <T>(connection: PostgresSession, query: () => Promise<T>): Promise<PartAnswer<T>> => {
  try {
    return { value: await query() };
  } catch (error) {
    if (error instanceof ProbeError && (connection.isUsable() || error.reason === 'config')) return { problem: error };
    throw error;
  }
};
