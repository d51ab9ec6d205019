import { expect, it } from 'vitest';
import kafkaConsumers from '../../../checks/queue/kafka-consumers.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { KafkaGroup } from '../../../src/probes/kafka/answer.ts';
import { judgeRows, measureRows } from '../../support/judge-rows.ts';
import { kafkaAnswer } from '../../support/kafka-answers.ts';

const place = (partition: number, committed: bigint, end: bigint | null) => ({
  topic: 'orders',
  partition,
  committed,
  end,
});
const group = (fields: Partial<KafkaGroup> = {}): KafkaGroup => ({
  ...{ state: 'Stable', protocol: 'classic', members: 2, partitions: [place(0, 90n, 100n), place(1, 50n, 50n)] },
  ...fields,
});

const answering = (answer: KafkaGroup | ProbeError, later?: KafkaGroup) => {
  const asked = answer instanceof ProbeError ? { problem: answer } : { value: answer };
  const groups = [{ group: 'invoices', answer: asked }];
  const groupsLater = later === undefined ? [] : [{ group: 'invoices', answer: { value: later } }];
  return { kafka: async () => kafkaAnswer({ groups, groupsLater }) } as never;
};
const PARAMS = { bootstrap: ['kafka:9092'], groups: ['invoices'] };
const judge = (answer: KafkaGroup | ProbeError, params: object = {}, later?: KafkaGroup) =>
  judgeRows(kafkaConsumers, answering(answer, later), { ...PARAMS, ...params });
const measured = (answer: KafkaGroup | ProbeError) => measureRows(kafkaConsumers, answering(answer), PARAMS);
const messages = async (answer: KafkaGroup | ProbeError, params: object = {}, later?: KafkaGroup) =>
  (await judge(answer, params, later)).findings.map(({ level, message }) => `${level} ${message}`);

it('a group that keeps up is well', async () => {
  expect(await messages(group(), { lag: { fail: 10 }, partitionLag: { fail: 10 } })).toEqual([]);
  expect(await messages(group({ protocol: 'consumer', partitions: [] }))).toEqual([]);
});

it('lag counts over all partitions, and in the worst one', async () => {
  const behind = group({ partitions: [place(0, 90n, 100n), place(1, 0n, 25n)] });
  expect(await messages(behind, { lag: { fail: 30 }, partitionLag: { warn: 20 } })).toEqual([
    'fault group invoices: 35 messages behind, the limit is at most 30',
    'warning group invoices: 25 messages behind in orders/1, warns unless at most 20',
  ]);
});

it('lag that is not known is never 0', async () => {
  const silent = group({ partitions: [place(0, -1n, 100n)] });
  await expect(judge(silent, { lag: { fail: 30 } })).rejects.toMatchObject({
    reason: 'missing_value',
    message: /committed no offset/,
  });
  await expect(judge(group({ partitions: [] }), { partitionLag: { fail: 30 } })).rejects.toMatchObject({
    reason: 'missing_value',
  });
  const leaderless = group({ partitions: [place(0, 100n, 100n), place(1, 5n, null)] });
  await expect(judge(leaderless, { lag: { fail: 30 } })).rejects.toMatchObject({ message: /orders\/1 does not say/ });
});

it('numbers of a group are measured where all of it is known', async () => {
  expect(await measured(group())).toMatchObject({ members: 2, lag: 10, lag_max: 10 });
  const leaderless = group({ partitions: [place(0, 90n, 100n), place(1, 5n, null)] });
  expect(Object.keys(await measured(leaderless))).toEqual(['duration', 'members']);
  const remade = group({ partitions: [place(0, 90n, 3n)] });
  expect(Object.keys(await measured(remade))).toEqual(['duration', 'members']);
  const lost = new ProbeError('status', 'there is no coordinator');
  expect(Object.keys(await measured(lost))).toEqual(['duration']);
});

it('offsets beyond the end are those of a topic that was made anew', async () => {
  expect(await messages(group({ partitions: [place(0, 90n, 3n)] }))).toEqual([
    expect.stringMatching(/^fault group invoices: committed offsets are beyond the end.*orders\/0 \(90 of 3\)/),
  ]);
});

it('a group without members fails, unless they come and go', async () => {
  const empty = group({ state: 'Empty', members: 0 });
  expect(await messages(empty)).toEqual(['fault group invoices: 0 members, the limit is at least 1']);
  expect(await messages(empty, { members: { fail: '0:' } })).toEqual([]);
  expect(await messages(group({ state: 'Dead', members: 0 }))).toEqual([
    expect.stringMatching(/^fault group invoices: there is no such group/),
  ]);
});

it('a rebalance warns', async () => {
  for (const state of ['PreparingRebalance', 'CompletingRebalance', 'Reconciling'])
    expect(await messages(group({ state }))).toEqual([
      expect.stringContaining(`warning group invoices: its state is ${state}`),
    ]);
});

it('a partition with messages that wait and no commit between two looks is stuck', async () => {
  const params = { progressWithin: '1s' };
  expect(await messages(group(), params, group())).toEqual([
    expect.stringMatching(/^fault .*no offset was committed.*: orders\/0$/),
  ]);
  const moved = group({ partitions: [place(0, 95n, 120n), place(1, 50n, 50n)] });
  expect(await messages(group(), params, moved)).toEqual([]);
});

it('a group that may not be seen cannot be told; one without a coordinator fails', async () => {
  const denied = new ProbeError('permission', 'the user may not see the group', { undecided: true });
  await expect(judge(denied)).rejects.toMatchObject({ reason: 'permission', undecided: true });
  expect(await messages(new ProbeError('status', 'there is no coordinator'))).toEqual([
    'fault group invoices: there is no coordinator',
  ]);
});

it.each([
  [{ bootstrap: ['a'] }],
  [{ bootstrap: ['a'], groups: [] }],
  [{ bootstrap: ['a'], groups: ['a'], lag: {} }],
  [{ bootstrap: ['a'], groups: ['a'], progress: '1s' }],
])('the parameters %j are refused', (params) => {
  expect(kafkaConsumers.params.safeParse(params).success).toBe(false);
});
