import { consumerGroupDescribeV0, describeGroupsV5, findCoordinatorV4 } from '@platformatic/kafka';
import { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { AskedGroups, GroupQuestion, KafkaGroup, KafkaMetadata } from './answer.ts';
import type { BrokerPool } from './broker-pool.ts';
import type { KafkaConnection } from './connection.ts';
import { codeError } from './kafka-error.ts';
import { readMetadata } from './metadata.ts';
import { readCommitted, readEnds } from './offsets.ts';
import { partitionKey } from './partition-key.ts';

/** Asks for groups and how far they are; one that cannot be asked for has a problem of its own. Throws ProbeError. */
export const readGroups = async (
  first: KafkaConnection,
  pool: BrokerPool,
  { groups, topics }: GroupQuestion,
): Promise<AskedGroups> => {
  const named = topics === undefined ? undefined : await readMetadata(first, topics);
  const { coordinators } = await first.call(findCoordinatorV4.api, GROUP_KEY, [...groups]);
  const asked: { group: string; answer: PartAnswer<KafkaGroup> }[] = [];
  for (const group of groups) {
    const coordinator = coordinators.find(({ key }) => key === group);
    const answer = readGroup(group, coordinator, first, pool, named);
    asked.push({ group, answer: await answer.then((value) => ({ value }), problemOf) });
  }
  return asked;
};

/** The kind of key of a coordinator. */
const GROUP_KEY = 0;

const problemOf = (error: unknown): { readonly problem: ProbeError } => {
  if (error instanceof ProbeError) return { problem: error };
  throw error;
};

interface Coordinator {
  readonly nodeId: number;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

const readGroup = async (
  group: string,
  coordinator: Coordinator | undefined,
  first: KafkaConnection,
  pool: BrokerPool,
  named: KafkaMetadata | undefined,
): Promise<KafkaGroup> => {
  if (coordinator === undefined)
    throw new ProbeError('protocol', `${first.target.text}: no coordinator of ${group} came`);
  if (coordinator.errorCode !== 0) throw codeError(first.target.text, coordinator.errorCode, coordinator.errorMessage);
  const connection = await pool.connect(coordinator.nodeId);
  const described = await describeGroup(connection, group);
  if (described.state === 'Dead') return { ...described, partitions: [] };
  const committed = await readCommitted(connection, group, named?.topics ?? null);
  const topics = named?.topics ?? (await readTopicsOf(first, committed));
  const ends = await readEnds(pool, topics, committed);
  const partitions = committed.map((one) => ({
    ...one,
    end: ends.get(partitionKey(one.topic, one.partition)) ?? null,
  }));
  return { ...described, partitions };
};

const readTopicsOf = async (
  first: KafkaConnection,
  committed: readonly { readonly topic: string }[],
): Promise<KafkaMetadata['topics']> => {
  const names = [...new Set(committed.map(({ topic }) => topic))];
  // An empty list would be answered with no topics by new brokers, with all of them by old ones.
  return names.length === 0 ? [] : (await readMetadata(first, names)).topics;
};

type DescribedGroup = Omit<KafkaGroup, 'partitions'>;

const GROUP_NOT_FOUND = 69;

/** A group of the new protocol is one by another request; a classic one is not found by that. */
const describeGroup = async (connection: KafkaConnection, group: string): Promise<DescribedGroup> => {
  const modern = connection.offers(consumerGroupDescribeV0.api)
    ? (await connection.call(consumerGroupDescribeV0.api, [group], false)).groups[0]
    : undefined;
  if (modern !== undefined && modern.errorCode === 0)
    return { state: modern.groupState, protocol: 'consumer', members: modern.members.length };
  if (modern !== undefined && modern.errorCode !== GROUP_NOT_FOUND)
    throw codeError(connection.target.text, modern.errorCode, modern.errorMessage);
  const [classic] = (await connection.call(describeGroupsV5.api, [group], false)).groups;
  if (classic === undefined) throw new ProbeError('protocol', `${connection.target.text}: no group ${group} came`);
  if (classic.errorCode !== 0 && classic.errorCode !== GROUP_NOT_FOUND)
    throw codeError(connection.target.text, classic.errorCode);
  return {
    state: classic.groupState === '' ? 'Dead' : classic.groupState,
    protocol: 'classic',
    members: classic.members.length,
  };
};
