import { expect, it } from 'vitest';
import queues from '../../../checks/resources/queues.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'kafkas',
    'is not ready',
    ['NotReady=True 1h FatalProblem: exceeded timeout of 300000ms'],
    {},
    { level: 'fault', message: 'NotReady=True for 1h: FatalProblem: exceeded timeout of 300000ms' },
  ],
  [
    'kafkaTopics',
    'was not made',
    ['Ready=False 1h KafkaError: replication factor larger than available brokers'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: KafkaError: replication factor larger than available brokers' },
  ],
  [
    'rabbitmqClusters',
    'lacks a replica',
    ['ClusterAvailable=True 1d', 'AllReplicasReady=False 1h NotAllPodsReady: 2/3 Pods ready'],
    {},
    { level: 'fault', message: 'AllReplicasReady=False for 1h: NotAllPodsReady: 2/3 Pods ready' },
  ],
  [
    'rabbitmqClusters',
    'warns',
    ['ClusterAvailable=True 1d', 'NoWarnings=False 1h MemoryRequestAndLimitDifferent: set them equal'],
    {},
    { level: 'warning', message: 'NoWarnings=False for 1h: MemoryRequestAndLimitDifferent: set them equal' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(queues, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['kafkas', 'is rolling', ['NotReady=True 10m Creating: Kafka cluster is being deployed'], {}],
  ['kafkas', 'is paused', ['ReconciliationPaused=True 9h', 'NotReady=True 9h'], {}],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(queues, view, conditions, parts)).toEqual([]);
});
