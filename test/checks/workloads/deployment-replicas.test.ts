import { expect, it } from 'vitest';
import check from '../../../checks/workloads/deployment-replicas.ts';
import { container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { condition } from '../../support/rows.ts';
import { available, deployment, finished, replicaSet, unavailable } from './deployments.ts';

const unreadyPod = (since: string) => pod({ name: 'web-2', age: since, containers: [container({ ready: false })] });

it('replicas that are missing are told with the pods and ReplicaSets that would explain it', async () => {
  const { findings } = await judge(check, {
    deployments: [deployment({ available: 1, conditions: [unavailable('6m'), finished()] })],
    replicaSets: [replicaSet()],
    pods: [unreadyPod('20m'), pod({ name: 'other-1', owner: 'Deployment/other' })],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'replicas_missing',
      message: '1 of 3 replicas available for 6m (MinimumReplicasUnavailable)',
      evidence: { pod: 'web-2', wanted: 3, available: 1, ready: 1, updated: 3 },
      because: [
        { kind: 'Pod', namespace: 'shop', name: 'web-2' },
        { kind: 'ReplicaSet', namespace: 'shop', name: 'web-6d5f8c7b9' },
      ],
    }),
  ]);
});

it.each([
  ['5m', 0],
  ['301s', 1],
])('a Deployment with Available=False for %s gives %i findings', async (since, count) => {
  const deployments = [deployment({ available: 0, conditions: [unavailable(since), finished()] })];
  expect((await judge(check, { deployments })).findings).toHaveLength(count);
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a shortage that a Deployment tolerates goes by its pods: %s gives %i findings', async (since, count) => {
  const deployments = [deployment({ available: 2 })];
  expect((await judge(check, { deployments, pods: [unreadyPod(since)] })).findings).toHaveLength(count);
});

it('a Deployment that no controller looked at has no conditions', async () => {
  const deployments = [deployment({ available: 0, conditions: [] })];
  expect((await judge(check, { deployments })).findings[0]?.message).toBe(
    '0 of 3 replicas available for 1h (no controller looked at it)',
  );
});

it.each([
  ['25h', 1],
  ['24h', 0],
])('a Deployment that is paused for %s gives %i warnings', async (since, count) => {
  const paused = condition('Progressing', 'Unknown', since, { reason: 'DeploymentPaused' });
  const deployments = [deployment({ available: 0, spec: { paused: true }, conditions: [unavailable('1h'), paused] })];
  const { findings } = await judge(check, { deployments });
  expect(findings.map(({ reason, level }) => [reason, level])).toEqual(
    Array(count).fill(['rollout_paused', 'warning']),
  );
});

it.each([
  ['nothing', [], []],
  ['all there', [deployment()], []],
  [
    'a scale-up that began',
    [deployment({ available: 1, conditions: [unavailable('1m'), finished()] })],
    [unreadyPod('1m')],
  ],
  ['a drain that began', [deployment({ available: 2, conditions: [available(), finished()] })], [unreadyPod('10s')]],
  [
    'a rollout that makes progress',
    [
      deployment({
        available: 1,
        conditions: [unavailable('8m'), condition('Progressing', 'True', '9m', { reason: 'ReplicaSetUpdated' })],
      }),
    ],
    [unreadyPod('9m')],
  ],
])('deployment-replicas is healthy: %s', async (_, deployments, pods) =>
  expect((await judge(check, { deployments, pods, replicaSets: [] })).findings).toEqual([]),
);

it('a Deployment that is scaled to zero is noted', async () => {
  expect(await judge(check, { deployments: [deployment({ replicas: 0 })] })).toEqual({
    findings: [],
    notes: ['1 Deployment is scaled to zero'],
  });
});
