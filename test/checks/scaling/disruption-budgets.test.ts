import { expect, it } from 'vitest';
import check from '../../../checks/scaling/disruption-budgets.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const budgetRow = (status: object, parts: ObjectParts = {}) =>
  buildRow('podDisruptionBudgets', {
    ...{ name: 'floor', ...parts },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } }, ...parts.spec },
    status: { currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, disruptionsAllowed: 1, ...status },
  });
const tightStatus = { currentHealthy: 2, expectedPods: 2, disruptionsAllowed: 0 };
const shortStatus = { currentHealthy: 1, disruptionsAllowed: 0 };
const unreadyWebPod = (age: string) => buildPod({ name: 'web-2', age, containers: [buildContainer({ ready: false })] });
const noWorkloads = { deployments: [], statefulSets: [], daemonSets: [], jobs: [], cronJobs: [], replicaSets: [] };

it('a budget that asks for every pod there is is a finding', async () => {
  const { findings } = await judgeRows(check, { podDisruptionBudgets: [budgetRow(tightStatus)], pods: [buildPod()] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'budget_blocks',
      level: 'warning',
      message: 'blocks every drain: 0 disruptions allowed, minAvailable 2 with 2 pods',
    }),
  ]);
});

it.each([
  ['none', []],
  ['only one that it does not select', [buildPod({ labels: { app: 'other' } })]],
])('a budget without room says nothing when of its pods none was read: %s', async (_, pods) => {
  const { findings } = await judgeRows(check, { podDisruptionBudgets: [budgetRow(tightStatus)], pods });
  expect(findings).toEqual([]);
});

it.each([
  ['15m', 0],
  ['901s', 1],
])('a budget with fewer healthy pods than it asks for, for %s, gives %i findings', async (since, count) => {
  const { findings } = await judgeRows(check, {
    podDisruptionBudgets: [budgetRow(shortStatus)],
    pods: [buildPod(), unreadyWebPod(since)],
  });
  expect(findings).toHaveLength(count);
  for (const finding of findings)
    expect(finding).toMatchObject({
      reason: 'budget_short',
      because: [{ kind: 'Pod', namespace: 'shop', name: 'web-2' }],
    });
});

it('a budget that matches nothing, and no workload that could be parked, is a finding', async () => {
  const empty = { currentHealthy: 0, expectedPods: 0, desiredHealthy: 0, disruptionsAllowed: 0 };
  const podDisruptionBudgets = [budgetRow(empty)];
  expect((await judgeRows(check, { podDisruptionBudgets, pods: [], ...noWorkloads })).findings[0]?.reason).toBe(
    'budget_empty',
  );
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [] } };
  const jobTemplate = { spec: { template } };
  for (const others of [
    { cronJobs: [buildRow('cronJobs', { spec: { schedule: '0 3 * * *', jobTemplate } })] },
    { jobs: [buildRow('jobs', { spec: { template } })] },
    { daemonSets: [buildRow('daemonSets', { spec: { template } })] },
  ])
    expect((await judgeRows(check, { podDisruptionBudgets, pods: [], ...noWorkloads, ...others })).findings).toEqual(
      [],
    );
  const parked = { ...noWorkloads, deployments: [buildRow('deployments', { spec: { replicas: 0, template } })] };
  expect((await judgeRows(check, { podDisruptionBudgets, pods: [], ...parked })).findings).toEqual([]);
});

it.each([
  [{ minAvailable: undefined, maxUnavailable: 1 }, true],
  [{ minAvailable: '50%' }, true],
  [{ minAvailable: 1 }, false],
])(
  'a budget with %o that cannot be worked out is a finding; whether a number would help: %s',
  async (spec, isHelped) => {
    const conditions = [
      buildCondition('DisruptionAllowed', 'False', '16m', {
        reason: 'SyncFailed',
        message: 'jobs.batch does not implement the scale subresource',
      }),
    ];
    const { findings } = await judgeRows(check, {
      podDisruptionBudgets: [budgetRow({ expectedPods: 0, conditions }, { spec })],
      pods: [],
    });
    expect(findings[0]).toMatchObject({
      reason: 'budget_broken',
      message: expect.stringContaining('scale subresource'),
    });
    expect(findings[0]?.message.includes('state it as minAvailable with a number')).toBe(isHelped);
  },
);

it('a pod under two budgets is a finding', async () => {
  const podDisruptionBudgets = [budgetRow({}), budgetRow({}, { name: 'other' })];
  const { findings } = await judgeRows(check, { podDisruptionBudgets, pods: [buildPod()] });
  expect(findings[0]).toMatchObject({
    reason: 'budget_overlap',
    evidence: { pod: 'web-1', budgets: ['floor', 'other'], pods: 1 },
  });
});

it.each([
  ['nothing', [], []],
  ['one with room', [budgetRow({})], [buildPod()]],
  ['a drain that uses it up', [budgetRow({ currentHealthy: 2, disruptionsAllowed: 0 })], [unreadyWebPod('10s')]],
  ['a drain that goes under it for a moment', [budgetRow(shortStatus)], [unreadyWebPod('10s')]],
  ['another namespace', [budgetRow({}), budgetRow({}, { name: 'x', namespace: 'other' })], [buildPod()]],
])('disruption-budgets is healthy: %s', async (_, podDisruptionBudgets, pods) =>
  expect((await judgeRows(check, { podDisruptionBudgets, pods, ...noWorkloads })).findings).toEqual([]),
);

it.each([
  ['DaemonSet/agent', 'Always', 0],
  ['Node/node-1', 'Always', 0],
  ['Job/train', 'Never', 0],
  ['ReplicaSet/web-77', 'Always', 1],
])(
  'a budget without room over a pod of %s (restartPolicy %s) gives %i findings',
  async (owner, restartPolicy, count) => {
    const pods = [buildPod({ owner, spec: { restartPolicy } })];
    const { findings } = await judgeRows(check, { podDisruptionBudgets: [budgetRow(tightStatus)], pods });
    expect(findings).toHaveLength(count);
  },
);

it.each([
  ['its own controller', { owner: 'Elasticsearch/logs' }, undefined, 0],
  ['nobody, over a Rollout at zero replicas', {}, 'Rollout/web', 0],
  ['nobody, with the labels of an old revision of a Deployment', {}, 'Deployment/web', 1],
])('a budget without pods, made by %s, gives the expected findings', async (_, parts, owner, count) => {
  const empty = { currentHealthy: 0, expectedPods: 0, desiredHealthy: 0, disruptionsAllowed: 0 };
  const set = { name: 'web-77', labels: { app: 'web' }, spec: { replicas: 0 } };
  const replicaSets = owner === undefined ? [] : [buildRow('replicaSets', { ...set, owner })];
  const { findings } = await judgeRows(check, {
    ...{ podDisruptionBudgets: [budgetRow(empty, parts)], pods: [], ...noWorkloads, replicaSets },
  });
  expect(findings).toHaveLength(count);
});

it('a budget without room that a controller made for its own pods is left to it', async () => {
  const podDisruptionBudgets = [budgetRow(tightStatus, { owner: 'Cluster/orders' })];
  const { findings } = await judgeRows(check, { podDisruptionBudgets, pods: [buildPod({ owner: 'Cluster/orders' })] });
  expect(findings).toEqual([]);
});
