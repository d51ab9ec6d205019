import { answeredValue } from '../../../src/probes/part-answer.ts';
import type { PostgresAnswer } from '../../../src/probes/postgres/postgres.ts';
import { type NamedNumber, percentOf } from '../numbers.ts';
import { numberOfQuery } from '../sql/compare-query.ts';
import type { PostgresExpectations } from './params.ts';

/** The numbers of an answer that are known. */
export const postgresMeasures = (
  answer: PostgresAnswer,
  { queries }: Pick<PostgresExpectations, 'queries'>,
): readonly NamedNumber[] => {
  const numbers: (readonly [string, number | null | undefined, string])[] = [
    ['duration', answer.durationMs / 1000, 's'],
    ['connections_used', answer.connections.used, ''],
    ['connections_max', answer.connections.max, ''],
    ['connections_used_percent', percentOf(answer.connections.used, answer.connections.max), '%'],
    ...replicationNumbers(answer),
    ['slot_bytes', largestKnown(answeredValue(answer.slots)?.map(({ keptBytes }) => keptBytes) ?? []), 'By'],
    ...activityNumbers(answer),
    ['wraparound', answeredValue(answer.wraparound)?.percent, '%'],
    ['oldest_prepared', preparedAge(answer), 's'],
    ['archive_waiting', answeredValue(answer.archiveQueue)?.files, ''],
    ['archive_age', answeredValue(answer.archiveQueue)?.oldestSeconds, 's'],
    ['archived_ago', answeredValue(answer.archiver)?.archivedSecondsAgo, 's'],
    ['sequence_used', sequenceUsed(answer), '%'],
    ...queries.map((query, index) => {
      const rows = answeredValue(answer.queries[index]);
      return [`query_${query.name}`, rows === undefined ? null : numberOfQuery(rows, query), ''] as const;
    }),
  ];
  return numbers.filter((number): number is NamedNumber => Number.isFinite(number[1]));
};

const preparedAge = ({ prepared }: PostgresAnswer): number | undefined => {
  const known = answeredValue(prepared);
  return known && (known.oldest?.seconds ?? 0);
};

const sequenceUsed = ({ sequences }: PostgresAnswer): number | undefined => {
  const known = answeredValue(sequences);
  // One that hides its value may be nearer to its end.
  return known?.hidden === 0 ? known.nearest[0]?.percent : undefined;
};

const replicationNumbers = ({ replication }: PostgresAnswer) => {
  const links = answeredValue(replication)?.links ?? [];
  return [
    // Of all of them: one that is not known may be the largest.
    ['lag', Math.max(...links.map(({ lagSeconds }) => lagSeconds ?? Number.NaN)), 's'],
    ['lag_bytes', Math.max(...links.map(({ lagBytes }) => lagBytes ?? Number.NaN)), 'By'],
    ['replication_links', answeredValue(replication)?.links.length, ''],
  ] as const;
};

const activityNumbers = (answer: PostgresAnswer) => {
  const activity = answeredValue(answer.activity);
  // While sessions hide their state, the numbers would be too small.
  const known = activity?.hidden === 0 ? activity : undefined;
  return [
    ['longest_transaction', known && (known.longestTransaction?.seconds ?? 0), 's'],
    ['idle_in_transaction', known?.idleInTransaction, ''],
    ['waiting_for_locks', known?.waitingForLocks, ''],
  ] as const;
};

const largestKnown = (values: readonly (number | null)[]): number =>
  Math.max(...values.filter((value) => value !== null));
