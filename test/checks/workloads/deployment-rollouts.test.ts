import { expect, it } from 'vitest';
import check from '../../../checks/workloads/deployment-rollouts.ts';
import { buildContainer, buildPod, timestampAgo, waitingState } from '../../support/build-pods.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { availableCondition, deploymentRow, exceededCondition, replicaSetRow } from './deployments.ts';

it('a stuck rollout whose counts match is named before any count', async () => {
  const { findings } = await judgeRows(check, {
    deployments: [
      deploymentRow({ conditions: [availableCondition(), exceededCondition('16m')], status: { updatedReplicas: 1 } }),
    ],
    replicaSets: [replicaSetRow()],
    pods: [buildPod({ name: 'web-new', containers: [buildContainer({ ready: false })] }), buildPod({ name: 'web-x' })],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'rollout_stuck',
      message:
        'rollout stuck for 16m past its deadline of 600 s: container web is not ready, for 1h; ProgressDeadlineExceeded: has timed out progressing; 1 of 3 updated, 3 available',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      objects: [{ kind: 'ReplicaSet', namespace: 'shop', name: 'web-6d5f8c7b9' }],
      evidence: expect.objectContaining({ pod: 'web-new', updated: 1, wanted: 3 }),
      because: expect.arrayContaining([{ kind: 'Pod', namespace: 'shop', name: 'web-new' }]),
    }),
  ]);
});

const stuckWith = async (pod: Parameters<typeof buildPod>[0]) => {
  const { findings } = await judgeRows(check, {
    deployments: [deploymentRow({ conditions: [exceededCondition('16m')] })],
    replicaSets: [replicaSetRow()],
    pods: [buildPod({ name: 'web-new', ...pod })],
  });
  return findings[0];
};

it('a stuck rollout says what its pod waits for, though the grace of the check for that is not over', async () => {
  const state = waitingState('ErrImagePull', 'not found');
  const finding = await stuckWith({ containers: [buildContainer({ state })] });
  expect(finding?.message).toMatch(
    /^rollout stuck for 16m past its deadline of 600 s: container web waits in ErrImagePull: image .*; ProgressDeadlineExceeded/,
  );
  expect(finding?.brief).toMatch(/^container web waits in ErrImagePull: image .*; rollout stuck$/);
});

it('what a stuck rollout says of a pod that is being created is a guess, which an event about it replaces', async () => {
  const finding = await stuckWith({ containers: [buildContainer({ state: waitingState('ContainerCreating') })] });
  expect(finding?.message).toContain(`: ${finding?.evidence?.guess}`);
  expect(finding?.evidence?.guess).toBe('ContainerCreating');
});

it('a stuck rollout whose pods are ready gives no pod the fault', async () => {
  const finding = await stuckWith({});
  expect(finding?.message).toMatch(/^rollout stuck for 16m past its deadline of 600 s; ProgressDeadlineExceeded/);
  expect(finding?.brief).toBeUndefined();
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('the grace after the deadline is 10m: %s gives %i findings', async (since, count) => {
  const deployments = [deploymentRow({ conditions: [exceededCondition(since)] })];
  expect((await judgeRows(check, { deployments }, { grace: '600500ms' })).findings).toHaveLength(count);
});

it('a controller that does not look is told of after a while, a change of this minute is not', async () => {
  const unseen = deploymentRow({ status: { observedGeneration: 1 } });
  expect((await judgeRows(check, { deployments: [unseen] })).findings).toEqual([
    expect.objectContaining({
      reason: 'controller_behind',
      level: 'warning',
      evidence: { observedGeneration: 1, generation: 2 },
    }),
  ]);
  const fresh = deploymentRow({ status: { observedGeneration: 1 }, conditions: [availableCondition('1m')] });
  expect((await judgeRows(check, { deployments: [fresh] })).findings).toEqual([]);
});

it.each([
  ['nothing', []],
  ['a finished one', [deploymentRow()]],
  [
    'one under way',
    [
      deploymentRow({
        conditions: [buildCondition('Progressing', 'True', '1m', { reason: 'ReplicaSetUpdated' })],
        available: 1,
      }),
    ],
  ],
  ['a paused one', [deploymentRow({ spec: { paused: true }, conditions: [exceededCondition()] })]],
  ['one that is parked', [deploymentRow({ replicas: 0, conditions: [exceededCondition()] })]],
  [
    'one that is deleted',
    [deploymentRow({ metadata: { deletionTimestamp: timestampAgo('1m') }, conditions: [exceededCondition()] })],
  ],
])('deployment-rollouts is healthy: %s', async (_, deployments) =>
  expect((await judgeRows(check, { deployments, pods: [], replicaSets: [] })).findings).toEqual([]),
);
