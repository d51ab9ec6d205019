import type { KafkaPartition, KafkaTopic } from '../../src/probes/kafka/answer.ts';
import type { KafkaAnswer } from '../../src/probes/kafka/kafka.ts';

/** A partition that is led and in sync. */
export const kafkaPartition = (index: number, fields: Partial<KafkaPartition> = {}): KafkaPartition => ({
  ...{ index, leader: 1, replicas: [1, 2, 3], inSync: [1, 2, 3] },
  ...fields,
});

/** A topic of partitions. */
export const kafkaTopic = (name: string, ...partitions: readonly KafkaPartition[]): KafkaTopic => ({
  ...{ name, internal: false, partitions },
});

/** What the probe answers of a cluster of three brokers that is well. */
export const kafkaAnswer = (fields: Partial<KafkaAnswer> = {}): KafkaAnswer => ({
  ...{ target: 'kafka:9092', clusterId: 'lab', controllerId: 1, silent: [], reached: [], groups: [], groupsLater: [] },
  brokers: [1, 2, 3].map((id) => ({ id, host: `kafka-${id}`, port: 9092 })),
  topics: [],
  settings: new Map(),
  durationMs: 12,
  ...fields,
});
