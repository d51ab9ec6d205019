import { metadataV9 } from '@platformatic/kafka';
import { ProbeError } from '../../model/errors.ts';
import type { KafkaMetadata } from './answer.ts';
import type { KafkaConnection } from './connection.ts';
import { codeError } from './kafka-error.ts';

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
