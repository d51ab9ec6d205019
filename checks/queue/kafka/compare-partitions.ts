import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import type { KafkaPartition } from '../../../src/probes/kafka/answer.ts';
import type { KafkaAnswer } from '../../../src/probes/kafka/kafka.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';

/** Limits of how many partitions of the cluster may be ill. */
export interface PartitionLimits {
  readonly offline: RangeLimits;
  readonly underReplicated: RangeLimits;
  readonly belowMinIsr: RangeLimits;
}

interface PlacedPartition extends KafkaPartition {
  readonly topic: string;
  /** `min.insync.replicas` of its topic; undefined where it may not be seen. */
  readonly minInSync: number | undefined;
}

/** The setting by which a partition takes writes that wait for all replicas. */
export const MIN_ISR_SETTING = 'min.insync.replicas';

/** Compares the counts of partitions that are offline, lack replicas in sync, or have fewer than writers ask for. */
export const comparePartitions = (
  { topics, settings }: Pick<KafkaAnswer, 'topics' | 'settings'>,
  limits: PartitionLimits,
  minIsrKnown: boolean,
): readonly Comparison[] => {
  const partitions = topics.flatMap(({ name, partitions: all }) => {
    const described = settings.get(name);
    const minInSync =
      described !== undefined && 'value' in described ? Number(described.value[MIN_ISR_SETTING]) : undefined;
    return all.map((partition) => ({ ...partition, topic: name, minInSync }));
  });
  const offline = partitions.filter(isOffline);
  const lacking = partitions.filter((one) => !isOffline(one) && isUnderReplicated(one));
  const below = partitions.filter((one) => !isOffline(one) && isBelowMinIsr(one));
  return [
    ...compareCount(
      'offline partitions',
      'have no leader, so that nothing can be read or written',
      offline,
      limits.offline,
    ),
    ...compareCount('under-replicated partitions', 'lack replicas in sync', lacking, limits.underReplicated),
    ...(minIsrKnown
      ? compareCount(
          'partitions below min ISR',
          `have fewer replicas in sync than ${MIN_ISR_SETTING}: writes with acks=all fail`,
          below,
          limits.belowMinIsr,
        )
      : []),
  ];
};

/** Whether nobody leads the partition. */
export const isOffline = ({ leader }: KafkaPartition): boolean => leader < 0;

/** Whether a replica lags behind or its broker is gone. */
export const isUnderReplicated = ({ replicas, inSync }: KafkaPartition): boolean => inSync.length < replicas.length;

const isBelowMinIsr = ({ inSync, minInSync }: PlacedPartition): boolean =>
  minInSync !== undefined && inSync.length < minInSync;

const compareCount = (
  name: string,
  what: string,
  partitions: readonly PlacedPartition[],
  limits: RangeLimits,
): readonly Comparison[] => {
  const named = abbreviateList(partitions.map(describePartition));
  const text = `${partitions.length} partitions ${what}${partitions.length === 0 ? '' : `: ${named}`}`;
  return compareRange({ name, value: partitions.length, unit: '', text, reason: 'no_quorum' }, limits);
};

/** A partition with where its replicas are, for a message. */
export const describePartition = ({
  topic,
  index,
  replicas,
  inSync,
}: KafkaPartition & { readonly topic: string }): string =>
  `${topic}/${index} (replicas ${replicas.join(', ')}; in sync ${inSync.length === 0 ? 'none' : inSync.join(', ')})`;
