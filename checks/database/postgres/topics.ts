import type { PostgresTopic } from '../../../src/probes/postgres/topics.ts';
import type { PostgresExpectations } from './params.ts';

const TOPIC_PARAMS: Readonly<Record<Exclude<PostgresTopic, 'wraparound'>, readonly (keyof PostgresExpectations)[]>> = {
  replication: ['lag', 'lagBytes', 'standbys'],
  slots: ['inactiveSlots', 'slotBytes'],
  activity: ['longestTransaction', 'idleInTransaction', 'longestIdleInTransaction', 'waitingForLocks'],
  prepared: ['oldestPrepared'],
  archiver: ['archiving', 'archiveAge', 'archiveWaiting'],
  archiveQueue: ['archiveAge', 'archiveWaiting'],
  sequences: ['sequences'],
};

/** The topics that have to be queried to compare what is expected. Wraparound always has limits. */
export const neededTopics = (expected: PostgresExpectations): readonly PostgresTopic[] => [
  ...(Object.keys(TOPIC_PARAMS) as (keyof typeof TOPIC_PARAMS)[]).filter((topic) =>
    TOPIC_PARAMS[topic].some((param) => expected[param] !== undefined && expected[param] !== false),
  ),
  'wraparound',
];
