import type { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';

/** A broker as it advertises itself on the listener that was asked. */
export interface AdvertisedBroker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface KafkaPartition {
  readonly index: number;
  /** Id of the broker that leads it; -1: none does, it is offline. */
  readonly leader: number;
  readonly replicas: readonly number[];
  /** Replicas that are in sync. */
  readonly inSync: readonly number[];
}

export interface KafkaTopic {
  readonly name: string;
  readonly internal: boolean;
  /** Why there are no partitions: it is missing (null), or the user may not see it. */
  readonly absence?: ProbeError | null;
  readonly partitions: readonly KafkaPartition[];
}

export interface KafkaMetadata {
  readonly clusterId: string | null;
  /** -1: there is none. With KRaft any broker that passes requests on to it. */
  readonly controllerId: number;
  readonly brokers: readonly AdvertisedBroker[];
  readonly topics: readonly KafkaTopic[];
}

/** Settings of a topic by their names, defaults included; those that are sensitive are not there. */
export type TopicSettings = Readonly<Record<string, string>>;

/** How far a group has come in a partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Offset that was committed; -1: none was. */
  readonly committed: bigint;
  /** Offset of the next message that will be written; null where its leader does not say. */
  readonly end: bigint | null;
}

export interface KafkaGroup {
  /** `Stable`, `Empty`, `PreparingRebalance` ..., as the broker calls it; `Dead`: there is no such group. */
  readonly state: string;
  /** `consumer` is that of KIP-848, new with Kafka 4. */
  readonly protocol: 'classic' | 'consumer';
  readonly members: number;
  readonly partitions: readonly PartitionLag[];
}

export interface GroupQuestion {
  readonly groups: readonly string[];
  /** Topics of which offsets are asked for; of all with a committed offset when left out. */
  readonly topics?: readonly string[] | undefined;
}

export type AskedGroups = readonly { readonly group: string; readonly answer: PartAnswer<KafkaGroup> }[];
