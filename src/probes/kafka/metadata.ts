import { metadataV9 } from '@platformatic/kafka';
import { ProbeError } from '../../model/errors.ts';
import type { KafkaConnection } from './connection.ts';
import { codeError } from './kafka-error.ts';

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

const UNKNOWN_TOPIC = 3;
const TOPIC_DENIED = 29;

/** Topics and brokers as one broker sees them; null asks for all topics. Never creates a topic. Throws ProbeError. */
export const readMetadata = async (
  connection: KafkaConnection,
  topics: readonly string[] | null,
): Promise<KafkaMetadata> => {
  const { text } = connection.target;
  if (!connection.offers(metadataV9.api))
    throw new ProbeError('missing_value', `${text}: the broker is older than Kafka 2.4, which kavmon cannot ask`);
  const answer = await connection.call(metadataV9.api, topics === null ? null : [...topics], false);
  return {
    clusterId: answer.clusterId ?? null,
    controllerId: answer.controllerId,
    brokers: answer.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
    topics: answer.topics.map(({ name, isInternal, errorCode, partitions }) => ({
      name,
      internal: isInternal,
      ...(errorCode === UNKNOWN_TOPIC ? { absence: null } : {}),
      ...(errorCode === TOPIC_DENIED ? { absence: codeError(text, errorCode) } : {}),
      partitions: partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
        index: partitionIndex,
        leader: leaderId,
        replicas: replicaNodes,
        inSync: isrNodes,
      })),
    })),
  };
};
