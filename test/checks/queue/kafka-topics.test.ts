import { expect, it } from 'vitest';
import kafkaTopics from '../../../checks/queue/kafka-topics.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { KafkaAnswer, KafkaOptions } from '../../../src/probes/kafka/kafka.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { kafkaAnswer, kafkaPartition, kafkaTopic } from '../../support/kafka-answers.ts';

const judge = (answer: Partial<KafkaAnswer>, topics: readonly object[], asked: KafkaOptions[] = []) => {
  const kafka = async (options: KafkaOptions) => {
    asked.push(options);
    return kafkaAnswer(answer);
  };
  return judgeRows(kafkaTopics, { kafka } as never, { bootstrap: ['kafka:9092'], topics });
};
const messages = async (answer: Partial<KafkaAnswer>, ...topics: readonly object[]) =>
  (await judge(answer, topics)).findings.map(({ level, message }) => `${level} ${message}`);

const orders = kafkaTopic('orders', kafkaPartition(0), kafkaPartition(1, { replicas: [1, 2], inSync: [1, 2] }));
const settings = new Map([['orders', { value: { 'retention.ms': '86400000', 'cleanup.policy': 'delete' } }]]);

it('topics that are as expected are well, and only settings that are expected are asked for', async () => {
  const asked: KafkaOptions[] = [];
  const expected = { 'retention.ms': { ge: 3_600_000 }, 'cleanup.policy': { eq: 'delete' } };
  const wanted = { name: 'orders', partitions: { eq: 2 }, replicationFactor: { ge: 2 }, settings: expected };
  expect((await judge({ topics: [orders], settings }, [wanted], asked)).findings).toEqual([]);
  expect(asked[0]).toMatchObject({ topics: ['orders'], settings: ['retention.ms', 'cleanup.policy'] });
});

it('each difference is named, the replication factor by the partition that has fewest', async () => {
  const wanted = {
    name: 'orders',
    partitions: { ge: 6 },
    replicationFactor: { ge: 3 },
    settings: { 'retention.ms': { ge: 604_800_000 } },
  };
  expect(await messages({ topics: [orders], settings }, wanted)).toEqual([
    expect.stringMatching(
      /^fault topic orders: partitions is 2, expected ge 6; replication factor is 2, expected ge 3; retention\.ms is .*86400000/,
    ),
  ]);
});

it('a topic without a leader fails, one whose replicas lag warns', async () => {
  const ill = kafkaTopic('orders', kafkaPartition(0, { leader: -1, inSync: [] }), kafkaPartition(1, { inSync: [1] }));
  expect(await messages({ topics: [ill] }, { name: 'orders' })).toEqual([
    expect.stringMatching(/^fault topic orders: 1 of 2 partitions have no leader: orders\/0/),
    expect.stringMatching(/^warning topic orders: 1 of 2 partitions lack replicas in sync: orders\/1/),
  ]);
});

it('a topic that is missing fails, whatever the answer looks like', async () => {
  const absent = { ...kafkaTopic('orders'), absence: null };
  for (const topics of [[absent], [], [kafkaTopic('orders')]])
    expect(await messages({ topics }, { name: 'orders' })).toEqual(['fault topic orders: it is missing']);
});

it('a topic that may not be seen, or whose settings may not, cannot be told', async () => {
  const absence = new ProbeError('permission', 'the user may not see the topic', { undecided: true });
  const denied = { ...kafkaTopic('orders'), absence };
  await expect(judge({ topics: [denied] }, [{ name: 'orders' }])).rejects.toMatchObject({
    reason: 'permission',
    undecided: true,
  });
  const hidden = { topics: [orders], settings: new Map([['orders', { problem: absence }]]) };
  const wanted = [{ name: 'orders', settings: { 'retention.ms': { ge: 1 } } }];
  await expect(judge(hidden, wanted)).rejects.toMatchObject({ reason: 'permission', undecided: true });
  await expect(judge({ topics: [orders] }, wanted)).rejects.toMatchObject({ reason: 'missing_value' });
});

it.each([
  [{ bootstrap: ['a'] }],
  [{ bootstrap: ['a'], topics: [] }],
  [{ bootstrap: ['a'], topics: ['orders'] }],
  [{ bootstrap: ['a'], topics: [{ name: 'a', partitions: {} }] }],
  [{ bootstrap: ['a'], topics: [{ name: 'a', replicas: { ge: 2 } }] }],
])('the parameters %j are refused', (params) => {
  expect(kafkaTopics.params.safeParse(params).success).toBe(false);
});
