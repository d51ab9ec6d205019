import { listOffsetsV7, offsetFetchV8 } from '@platformatic/kafka';
import { ProbeError } from '../../model/errors.ts';
import type { KafkaTopic, PartitionLag } from './answer.ts';
import type { BrokerPool } from './broker-pool.ts';
import type { KafkaConnection } from './connection.ts';
import { codeError } from './kafka-error.ts';

import { partitionKey } from './partition-key.ts';

/** Offsets that a group has committed: of these topics, or of all. Throws ProbeError. */
export const readCommitted = async (
  coordinator: KafkaConnection,
  groupId: string,
  topics: readonly KafkaTopic[] | null,
): Promise<readonly Omit<PartitionLag, 'end'>[]> => {
  const wanted = topics?.map(({ name, partitions }) => ({
    name,
    partitionIndexes: partitions.map(({ index }) => index),
  }));
  const question = { groupId, memberId: null, memberEpoch: -1, topics: wanted ?? null };
  const { groups } = await coordinator.call(offsetFetchV8.api, [question], false);
  const [group] = groups;
  if (group === undefined)
    throw new ProbeError('protocol', `${coordinator.target.text}: no offsets of ${groupId} came`);
  if (group.errorCode !== 0) throw codeError(coordinator.target.text, group.errorCode);
  return group.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, committedOffset, errorCode }) => {
      if (errorCode !== 0) throw codeError(`${coordinator.target.text}: ${name}`, errorCode);
      return { topic: name, partition: partitionIndex, committed: committedOffset };
    }),
  );
};

const END_OF_LOG = -1n;
const CONSUMER = -1;
const ANY_EPOCH = -1;
const READ_UNCOMMITTED = 0;

/** The end of each of these partitions, from the brokers that lead them; one without a leader has none. Throws ProbeError. */
export const readEnds = async (
  pool: BrokerPool,
  topics: readonly KafkaTopic[],
  wanted: readonly Pick<PartitionLag, 'topic' | 'partition'>[],
): Promise<ReadonlyMap<string, bigint>> => {
  const leaders = new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ index, leader }) => [partitionKey(name, index), leader]),
    ),
  );
  const byLeader = Map.groupBy(wanted, ({ topic, partition }) => leaders.get(partitionKey(topic, partition)) ?? -1);
  const answers = [...byLeader].map(([leader, partitions]) => (leader < 0 ? [] : askLeader(pool, leader, partitions)));
  return new Map((await Promise.all(answers)).flat());
};

const askLeader = async (
  pool: BrokerPool,
  leader: number,
  wanted: readonly Pick<PartitionLag, 'topic' | 'partition'>[],
): Promise<readonly (readonly [string, bigint])[]> => {
  const connection = await pool.connect(leader);
  const topics = [...Map.groupBy(wanted, ({ topic }) => topic)].map(([name, partitions]) => ({
    name,
    partitions: partitions.map(({ partition }) => ({
      partitionIndex: partition,
      currentLeaderEpoch: ANY_EPOCH,
      timestamp: END_OF_LOG,
    })),
  }));
  const answer = await connection.call(listOffsetsV7.api, CONSUMER, READ_UNCOMMITTED, topics);
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions.flatMap(({ partitionIndex, offset, errorCode }) =>
      errorCode === 0 ? [[partitionKey(name, partitionIndex), offset] as const] : [],
    ),
  );
};
