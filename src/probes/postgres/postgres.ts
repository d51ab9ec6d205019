import { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import type { QueryRows } from '../query-rows.ts';
import { type TriedServer, withSuitableServer } from './find-server.ts';
import type { PostgresBase } from './server-facts.ts';
import type { PostgresSession } from './session.ts';
import { type PostgresAddress, parsePostgresTargets } from './target.ts';
import { answerOrProblem, type PostgresTopic, type PostgresTopics, queryTopics } from './topics.ts';
import { describeUnverified } from './unverified.ts';
import type { SessionAttributes } from './url.ts';

export interface PostgresOptions extends PostgresAddress {
  readonly topics?: readonly PostgresTopic[] | undefined;
  /** The user's own statements, one each, run in read-only transactions. */
  readonly queries?: readonly string[] | undefined;
  /** `statement_timeout` of the server. Default: 5000. */
  readonly statementTimeoutMs?: number | undefined;
  /** How long one of several servers may take to let us in. Default: 2000. */
  readonly nodeTimeoutMs?: number | undefined;
  /** How long all of them may take together, so that each is asked and named before a deadline. Default: no limit. */
  readonly searchTimeoutMs?: number | undefined;
}

export interface PostgresAnswer extends PostgresBase, PostgresTopics {
  /** `host:port/database`. */
  readonly target: string;
  readonly encrypted: boolean;
  /** What was not verified of the server although TLS was asked for, undefined when there is nothing to say. */
  readonly tlsNote?: string | undefined;
  /** The servers of the list before the one that is asked, and why it is none of them. */
  readonly tried: readonly TriedServer[];
  /** Whom a session may be opened with. */
  readonly sessionAttributes?: SessionAttributes | undefined;
  /** One for each query, in their order. */
  readonly queries: readonly PartAnswer<QueryRows>[];
  /** From the first name look-up to the last answer. */
  readonly durationMs: number;
}

const STATEMENT_TIMEOUT_MS = 5000;
const NODE_TIMEOUT_MS = 2000;

/** Connects, authenticates and queries, so that an open port alone never counts. Throws ProbeError, or the signal's reason. */
export const probePostgres = async (options: PostgresOptions, session: ProbeSession): Promise<PostgresAnswer> => {
  const started = performance.now();
  const { topics = [], statementTimeoutMs = STATEMENT_TIMEOUT_MS, nodeTimeoutMs = NODE_TIMEOUT_MS } = options;
  const targets = parsePostgresTargets(options);
  const share = (options.searchTimeoutMs ?? Number.POSITIVE_INFINITY) / targets.length;
  const limits = { statementTimeoutMs, nodeTimeoutMs: Math.floor(Math.min(nodeTimeoutMs, share)) };
  return withSuitableServer(targets, limits, session, async (server) => {
    const { target, connection, base, tried } = server;
    const answers = await queryTopics(connection, base.role, topics);
    const queries: PartAnswer<QueryRows>[] = [];
    for (const sql of options.queries ?? []) queries.push(await runQuery(connection, sql, queries.at(-1)));
    const { encrypted } = connection;
    const { text, sessionAttributes } = target;
    const tlsNote = describeUnverified(target, encrypted);
    const durationMs = performance.now() - started;
    return { target: text, tried, encrypted, tlsNote, sessionAttributes, ...base, ...answers, queries, durationMs };
  });
};

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
