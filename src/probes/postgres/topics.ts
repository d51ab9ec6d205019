import { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';
import { queryArchiveQueue, queryArchiver } from './archiver.ts';
import { queryReplication } from './replication.ts';
import { querySequences } from './sequences.ts';
import {
  type PostgresBase,
  queryActivity,
  queryPreparedTransactions,
  querySlots,
  queryWraparound,
} from './server-facts.ts';
import type { PostgresSession } from './session.ts';

type TopicQuery = (connection: PostgresSession, role: PostgresBase['role']) => Promise<unknown>;

/** Topics with a query of their own, which is sent only when the topic is named. */
const TOPIC_QUERIES = {
  replication: queryReplication,
  slots: querySlots,
  activity: queryActivity,
  prepared: queryPreparedTransactions,
  wraparound: queryWraparound,
  archiver: queryArchiver,
  archiveQueue: queryArchiveQueue,
  sequences: querySequences,
} as const satisfies Readonly<Record<string, TopicQuery>>;

type TopicQueries = typeof TOPIC_QUERIES;
export type PostgresTopic = keyof TopicQueries;

/** The answers to the topics that were asked for. */
export type PostgresTopics = {
  readonly [Topic in PostgresTopic]?: PartAnswer<Awaited<ReturnType<TopicQueries[Topic]>>>;
};

/** Asks for topics one after the other, as they share a connection. Throws ProbeError when it breaks. */
export const queryTopics = async (
  connection: PostgresSession,
  role: PostgresBase['role'],
  topics: readonly PostgresTopic[],
): Promise<PostgresTopics> => {
  const answers: Partial<Record<PostgresTopic, PartAnswer<unknown>>> = {};
  for (const topic of topics) {
    const query: TopicQuery = TOPIC_QUERIES[topic];
    answers[topic] = await answerOrProblem(connection, () => query(connection, role));
  }
  return answers as PostgresTopics;
};

/** A query that the server refuses must not hide the answers to the others; a broken connection fails them all. */
export const answerOrProblem = async <T>(
  connection: PostgresSession,
  query: () => Promise<T>,
): Promise<PartAnswer<T>> => {
  try {
    return { value: await query() };
  } catch (error) {
    if (error instanceof ProbeError && (connection.isUsable() || error.reason === 'config')) return { problem: error };
    throw error;
  }
};
