import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import type { KafkaGroup, PartitionLag } from '../../../src/probes/kafka/answer.ts';
import { partitionKey } from '../../../src/probes/kafka/partition-key.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { pluralize } from '../../../src/text/pluralize.ts';

export interface GroupExpectations {
  readonly members: RangeLimits;
  readonly lag?: RangeLimits | undefined;
  readonly partitionLag?: RangeLimits | undefined;
}

/** Messages that the group has not got yet in a partition; null where nothing was committed, or the end is unknown. */
export const lagOf = ({ committed, end }: PartitionLag): number | null =>
  committed < 0n || end === null ? null : Number(end - committed);

/** The lag of each partition that a group reads; null where one is not known, or its offset is beyond the end. */
export const lagsOf = ({ partitions }: KafkaGroup): readonly number[] | null => {
  const read = partitions.filter(({ committed }) => committed >= 0n);
  const lags = read.flatMap((one) => lagOf(one) ?? []);
  return lags.length < read.length || lags.some((lag) => lag < 0) ? null : lags;
};

/** Compares a group with what is expected of it; `later` is the same group at a second look. */
export const compareGroup = (
  group: KafkaGroup,
  expected: GroupExpectations,
  later?: KafkaGroup | undefined,
): readonly Comparison[] => {
  if (group.state === 'Dead') return [missingGroup()];
  return [
    compareGroupState(group),
    ...compareRange(
      { name: 'members', value: group.members, unit: '', text: pluralize(group.members, 'member') },
      expected.members,
    ),
    ...compareOffsets(group),
    ...compareLag(group, expected),
    ...(later === undefined ? [] : [compareProgress(group, later)]),
  ];
};

const missingGroup = (): Comparison => ({
  name: 'group',
  operator: 'is',
  expected: 'there',
  actual: 'missing',
  status: 'fail',
  reason: 'assertion',
  text: 'there is no such group: nobody has joined it, or its offsets have expired',
});

/** States in which members are given their partitions; one of them lasts for seconds. */
const WELL_STATES: readonly string[] = ['Stable', 'Empty'];

const compareGroupState = ({ state, members }: KafkaGroup): Comparison => ({
  name: 'state',
  operator: 'in',
  expected: [...WELL_STATES],
  actual: state,
  status: WELL_STATES.includes(state) ? 'pass' : 'warn',
  reason: 'status',
  text: `its state is ${state} with ${pluralize(members, 'member')}, partitions are being dealt out`,
});

/** A topic that was made anew begins at 0, and the offsets of before are beyond its end. */
const compareOffsets = ({ partitions }: KafkaGroup): readonly Comparison[] => {
  const beyond = partitions.filter((one) => (lagOf(one) ?? 0) < 0);
  if (partitions.length === 0) return [];
  const named = beyond.map(({ topic, partition, committed, end }) => `${topic}/${partition} (${committed} of ${end})`);
  return [
    {
      name: 'offsets within the log',
      operator: 'eq',
      expected: 0,
      actual: beyond.length,
      status: beyond.length === 0 ? 'pass' : 'fail',
      reason: 'assertion',
      text: `committed offsets are beyond the end, as those of a topic that was made anew: ${abbreviateList(named)}`,
    },
  ];
};

const compareLag = ({ partitions }: KafkaGroup, { lag, partitionLag }: GroupExpectations): readonly Comparison[] => {
  const { unknown, known } = knownLags(partitions);
  const total = known.reduce((sum, { messages }) => sum + messages, 0);
  const [worst] = known.toSorted((a, b) => b.messages - a.messages);
  const place = worst === undefined ? '' : ` in ${describePlace(worst)}`;
  return [
    ...compareMessages('lag', unknown, total, '', lag),
    ...compareMessages('lag of a partition', unknown, worst?.messages ?? 0, place, partitionLag),
  ];
};

const compareMessages = (
  name: string,
  unknown: string | undefined,
  messages: number,
  place: string,
  limits: RangeLimits | undefined,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const text = unknown ?? `${pluralize(messages, 'message')} behind${place}`;
  return compareRange({ name, value: unknown === undefined ? messages : null, unit: '', text }, limits);
};

interface KnownLags {
  /** Why the lag of the group is not known. */
  readonly unknown?: string;
  readonly known: readonly (PartitionLag & { readonly messages: number })[];
}

const knownLags = (partitions: readonly PartitionLag[]): KnownLags => {
  const endless = partitions.filter(({ committed, end }) => committed >= 0n && end === null);
  if (endless.length > 0) {
    const named = abbreviateList(endless.map(describePlace));
    return { unknown: `the lag is unknown: the leader of ${named} does not say where the log ends`, known: [] };
  }
  const known = partitions.flatMap((one) => {
    const messages = lagOf(one);
    return messages === null ? [] : [{ ...one, messages }];
  });
  return known.length > 0 ? { known } : { unknown: 'the lag is unknown: the group has committed no offset', known };
};

const describePlace = ({ topic, partition }: PartitionLag): string => `${topic}/${partition}`;

/** A partition with messages that wait, of which none was taken between two looks. */
const compareProgress = (before: KafkaGroup, after: KafkaGroup): Comparison => {
  const latest = new Map(after.partitions.map((one) => [partitionKey(one.topic, one.partition), one]));
  const stuck = before.partitions.filter((one) => {
    const later = latest.get(partitionKey(one.topic, one.partition));
    return (lagOf(one) ?? 0) > 0 && later !== undefined && later.committed === one.committed;
  });
  return {
    name: 'progress',
    operator: 'eq',
    expected: 0,
    actual: stuck.length,
    status: stuck.length === 0 ? 'pass' : 'fail',
    reason: 'assertion',
    text: `no offset was committed between two looks although messages wait: ${abbreviateList(stuck.map(describePlace))}`,
  };
};
