import { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import type { QueryRows } from '../query-rows.ts';
import { type MysqlChannel, type MysqlGroupMember, queryChannels, queryGroupMember } from './replication.ts';
import { type AskedNames, type MysqlBase, queryMysqlBase } from './server-facts.ts';
import { type MysqlSession, withMysql } from './session.ts';
import { type MysqlAddress, type MysqlTarget, parseMysqlTarget } from './target.ts';

export interface MysqlOptions extends MysqlAddress {
  /** Names of global variables and of the status that are asked for besides. */
  readonly names?: AskedNames | undefined;
  /** The user's own statements, one each, run in read-only transactions. */
  readonly queries?: readonly string[] | undefined;
  /** How long the server works on one statement. Default: 5000. */
  readonly statementTimeoutMs?: number | undefined;
}

export interface MysqlAnswer extends MysqlBase {
  /** `host:port`, or the path of the socket. */
  readonly target: string;
  readonly encrypted: boolean;
  /** What was not verified of the server although TLS was asked for, undefined when there is nothing to say. */
  readonly tlsNote?: string | undefined;
  /** The sources that it replicates from. */
  readonly channels: PartAnswer<readonly MysqlChannel[]>;
  /** Undefined when it belongs to no group. */
  readonly group?: PartAnswer<MysqlGroupMember | null>;
  /** One for each query, in their order. */
  readonly queries: readonly PartAnswer<QueryRows>[];
  /** From the first name look-up to the last answer. */
  readonly durationMs: number;
}

const STATEMENT_TIMEOUT_MS = 5000;

/** Connects, authenticates and queries, so that an open port alone never counts. Throws ProbeError, or the signal's reason. */
export const probeMysql = async (options: MysqlOptions, session: ProbeSession): Promise<MysqlAnswer> => {
  const started = performance.now();
  const target = parseMysqlTarget(options);
  const timeout = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  return withMysql(target, timeout, session, async (connection) => {
    const base = await queryMysqlBase(connection, options.names ?? { variables: [], status: [] });
    const channels = await answerOrProblem(connection, () => queryChannels(connection, base));
    const inGroup = (base.variables.get('group_replication_group_name') ?? '') !== '';
    const group = inGroup ? await answerOrProblem(connection, () => queryGroupMember(connection)) : undefined;
    const queries: PartAnswer<QueryRows>[] = [];
    for (const sql of options.queries ?? [])
      queries.push(await answerOrProblem(connection, () => connection.queryForeign(sql)));
    const { encrypted } = connection;
    const facts = { target: target.text, encrypted, tlsNote: describeUnverified(target, encrypted), ...base };
    const durationMs = performance.now() - started;
    return { ...facts, channels, ...(group === undefined ? {} : { group }), queries, durationMs };
  });
};

const describeUnverified = ({ mode }: MysqlTarget, encrypted: boolean): string | undefined =>
  mode === 'required' && encrypted ? 'the certificate was not verified (ssl mode required)' : undefined;

/** A query that the server refuses must not hide the answers to the others; a broken connection fails them all. */
const answerOrProblem = async <T>(connection: MysqlSession, query: () => Promise<T>): Promise<PartAnswer<T>> => {
  try {
    return { value: await query() };
  } catch (error) {
    if (error instanceof ProbeError && connection.isUsable()) return { problem: error };
    throw error;
  }
};
