import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareText, compareValue, valueExpectation } from '../../src/expectations/value-expectation.ts';
import type { KafkaTopic } from '../../src/probes/kafka/answer.ts';
import type { KafkaAnswer } from '../../src/probes/kafka/kafka.ts';
import { describePartition, isOffline, isUnderReplicated } from './kafka/compare-partitions.ts';
import { clusterEvidence, noteAnswer } from './kafka/note-answer.ts';
import { kafkaAddress, toKafkaOptions } from './kafka/params.ts';

const topicParams = () =>
  z.strictObject({
    name: z.string().min(1).max(249).describe('Name of the topic'),
    partitions: valueExpectation().optional().describe('How many partitions it has'),
    replicationFactor: valueExpectation().optional().describe('Replicas of the partition that has fewest'),
    settings: z
      .record(z.string().min(1), valueExpectation())
      .optional()
      .describe('Settings of the topic, defaults of the broker included: `retention.ms: { ge: 86400000 }`'),
  });

type ExpectedTopic = z.output<ReturnType<typeof topicParams>>;

export default defineCheck({
  group: 'queue',
  name: 'kafka-topics',
  title: 'Topics of Kafka are there, led, and set as expected',
  why: 'A topic that is missing is created by the first client with whatever the broker defaults to: one partition, one replica, another retention.',
  remedy:
    'Create or alter the topic as its owner declares it (kafka-topics.sh, kafka-configs.sh, or the operator that manages it).',
  remedies: {
    no_quorum:
      'Look at the brokers that hold replicas of the partitions that are named: whether they run, their logs and disks.',
  },
  severity: 'sev2',
  example:
    'bootstrap: [kafka:9092]\ntopics:\n  - name: orders\n    partitions: { ge: 6 }\n    replicationFactor: { ge: 3 }\n    settings:\n      min.insync.replicas: { eq: 2 }\n      retention.ms: { ge: 604800000 }',
  needs: ['kafka'],
  params: z.strictObject({
    ...kafkaAddress(),
    topics: z.array(topicParams()).min(1).max(500).describe('Topics that must be there'),
  }),
  async run({ kafka, params, ...context }) {
    const { topics } = params;
    const settings = [...new Set(topics.flatMap(({ settings: wanted = {} }) => Object.keys(wanted)))];
    const answer = await kafka({ ...toKafkaOptions(params), topics: topics.map(({ name }) => name), settings });
    noteAnswer(context, answer, params);
    context.looked('topics', topics.length);
    const compared = topics.map(async (wanted) => ({
      subject: { target: `topic ${wanted.name}`, part: wanted.name, evidence: topicEvidence(answer, wanted.name) },
      comparisons: await compareTopic(answer, wanted),
    }));
    return concludeComparisons(context, ...(await Promise.all(compared)));
  },
});

const topicOf = ({ topics }: KafkaAnswer, name: string): KafkaTopic | undefined =>
  topics.find((topic) => topic.name === name);

const compareTopic = async (answer: KafkaAnswer, wanted: ExpectedTopic): Promise<readonly Comparison[]> => {
  const topic = topicOf(answer, wanted.name);
  const presence = comparePresence(topic);
  if (topic === undefined || presence.status !== 'pass') return [presence];
  const fewest = Math.min(...topic.partitions.map(({ replicas }) => replicas.length));
  return [
    presence,
    ...compareHealth(topic),
    ...(wanted.partitions === undefined
      ? []
      : await compareValue('partitions', topic.partitions.length, wanted.partitions)),
    ...(wanted.replicationFactor === undefined
      ? []
      : await compareValue('replication factor', fewest, wanted.replicationFactor)),
    ...(await compareSettings(answer, wanted)),
  ];
};

const comparePresence = (topic: KafkaTopic | undefined): Comparison => {
  const base = { name: 'topic', operator: 'is', expected: 'there' } as const;
  const denied = topic?.absence ?? undefined;
  if (denied !== undefined)
    return {
      ...base,
      actual: null,
      status: 'error',
      reason: denied.reason,
      text: denied.message,
      advice: denied.advice,
    };
  const found = topic !== undefined && topic.absence === undefined && topic.partitions.length > 0;
  const text = 'it is missing';
  return { ...base, actual: found ? 'there' : 'missing', status: found ? 'pass' : 'fail', reason: 'assertion', text };
};

const compareHealth = ({ name, partitions }: KafkaTopic): readonly Comparison[] => {
  const placed = partitions.map((partition) => ({ ...partition, topic: name }));
  const offline = placed.filter(isOffline);
  const lacking = placed.filter((one) => !isOffline(one) && isUnderReplicated(one));
  const compare = (what: string, ill: typeof placed, otherwise: 'fail' | 'warn'): Comparison => ({
    name: `partitions that ${what}`,
    operator: 'eq',
    expected: 0,
    actual: ill.length,
    status: ill.length === 0 ? 'pass' : otherwise,
    reason: 'no_quorum',
    text: `${ill.length} of ${partitions.length} partitions ${what}: ${ill.slice(0, 5).map(describePartition).join('; ')}`,
  });
  return [compare('have no leader', offline, 'fail'), compare('lack replicas in sync', lacking, 'warn')];
};

const compareSettings = async (
  { settings }: KafkaAnswer,
  { name, settings: wanted }: ExpectedTopic,
): Promise<readonly Comparison[]> => {
  const described = settings.get(name);
  if (wanted === undefined) return [];
  if (described === undefined || 'problem' in described) {
    const { reason = 'missing_value', message = 'its settings are unknown', advice } = described?.problem ?? {};
    const base = { name: 'settings', operator: 'is', expected: Object.keys(wanted), actual: null } as const;
    return [{ ...base, status: 'error', reason, text: message, advice }];
  }
  const compared = Object.entries(wanted).map(([key, expected]) => compareText(key, described.value[key], expected));
  return (await Promise.all(compared)).flat();
};

const topicEvidence = (answer: KafkaAnswer, name: string) => {
  const described = answer.settings.get(name);
  return {
    ...clusterEvidence(answer),
    partitions: topicOf(answer, name)?.partitions.length ?? 0,
    settings: described !== undefined && 'value' in described ? described.value : {},
  };
};
