import { expect, it } from 'vitest';
import check from '../../../checks/workloads/deployment-rollouts.ts';
import { ago, container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { condition } from '../../support/rows.ts';
import { available, deployment, exceeded, replicaSet } from './deployments.ts';

it('a stuck rollout whose counts match is named before any count', async () => {
  const { findings } = await judge(check, {
    deployments: [deployment({ conditions: [available(), exceeded('16m')], status: { updatedReplicas: 1 } })],
    replicaSets: [replicaSet()],
    pods: [pod({ name: 'web-new', containers: [container({ ready: false })] }), pod({ name: 'web-x' })],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'rollout_stuck',
      message:
        'rollout stuck for 16m past its deadline of 600 s: ProgressDeadlineExceeded: has timed out progressing; 1 of 3 updated, 3 available',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      objects: [{ kind: 'ReplicaSet', namespace: 'shop', name: 'web-6d5f8c7b9' }],
      evidence: expect.objectContaining({ pod: 'web-new', updated: 1, wanted: 3 }),
      because: expect.arrayContaining([{ kind: 'Pod', namespace: 'shop', name: 'web-new' }]),
    }),
  ]);
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('the grace after the deadline is 10m: %s gives %i findings', async (since, count) => {
  const deployments = [deployment({ conditions: [exceeded(since)] })];
  expect((await judge(check, { deployments }, { grace: '600500ms' })).findings).toHaveLength(count);
});

it('a controller that does not look is told of after a while, a change of this minute is not', async () => {
  const unseen = deployment({ status: { observedGeneration: 1 } });
  expect((await judge(check, { deployments: [unseen] })).findings).toEqual([
    expect.objectContaining({
      reason: 'controller_behind',
      level: 'warning',
      evidence: { observedGeneration: 1, generation: 2 },
    }),
  ]);
  const fresh = deployment({ status: { observedGeneration: 1 }, conditions: [available('1m')] });
  expect((await judge(check, { deployments: [fresh] })).findings).toEqual([]);
});

it.each([
  ['nothing', []],
  ['a finished one', [deployment()]],
  [
    'one under way',
    [
      deployment({
        conditions: [condition('Progressing', 'True', '1m', { reason: 'ReplicaSetUpdated' })],
        available: 1,
      }),
    ],
  ],
  ['a paused one', [deployment({ spec: { paused: true }, conditions: [exceeded()] })]],
  ['one that is parked', [deployment({ replicas: 0, conditions: [exceeded()] })]],
  ['one that is deleted', [deployment({ metadata: { deletionTimestamp: ago('1m') }, conditions: [exceeded()] })]],
])('deployment-rollouts is healthy: %s', async (_, deployments) =>
  expect((await judge(check, { deployments, pods: [], replicaSets: [] })).findings).toEqual([]),
);
