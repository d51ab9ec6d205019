import { describe, expect, it } from 'vitest';
import check from '../../../checks/workloads/deployment-replicas.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import {
  availableCondition,
  deploymentRow,
  finishedCondition,
  replicaSetRow,
  unavailableCondition,
} from './deployments.ts';

const unreadyPod = (since: string) =>
  buildPod({ name: 'web-2', age: since, containers: [buildContainer({ ready: false })] });

it('replicas that are missing are told with the pods and ReplicaSets that would explain it', async () => {
  const { findings } = await judgeRows(check, {
    deployments: [deploymentRow({ available: 1, conditions: [unavailableCondition('6m'), finishedCondition()] })],
    replicaSets: [replicaSetRow()],
    pods: [unreadyPod('20m'), buildPod({ name: 'other-1', owner: 'Deployment/other' })],
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
  const deployments = [deploymentRow({ available: 0, conditions: [unavailableCondition(since), finishedCondition()] })];
  expect((await judgeRows(check, { deployments })).findings).toHaveLength(count);
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a shortage that a Deployment tolerates goes by its pods: %s gives %i findings', async (since, count) => {
  const deployments = [deploymentRow({ available: 2 })];
  expect((await judgeRows(check, { deployments, pods: [unreadyPod(since)] })).findings).toHaveLength(count);
});

it('a Deployment that no controller looked at has no conditions', async () => {
  const deployments = [deploymentRow({ available: 0, conditions: [] })];
  expect((await judgeRows(check, { deployments })).findings[0]?.message).toBe(
    '0 of 3 replicas available for 1h (no controller looked at it)',
  );
});

it.each([
  ['25h', 1],
  ['24h', 0],
])('a Deployment that is paused for %s gives %i warnings', async (since, count) => {
  const paused = buildCondition('Progressing', 'Unknown', since, { reason: 'DeploymentPaused' });
  const deployments = [
    deploymentRow({ available: 2, spec: { paused: true }, conditions: [unavailableCondition('1h'), paused] }),
  ];
  const { findings } = await judgeRows(check, { deployments });
  expect(findings.map(({ reason, level }) => [reason, level])).toEqual(
    Array(count).fill(['rollout_paused', 'warning']),
  );
});

describe('a Deployment with nothing available', () => {
  const pausedCondition = buildCondition('Progressing', 'Unknown', '3h', { reason: 'DeploymentPaused' });
  const movingCondition = buildCondition('Progressing', 'True', '1m', { reason: 'ReplicaSetUpdated' });
  const judge = (parts: Parameters<typeof deploymentRow>[0], pods = [unreadyPod('11m')]) =>
    judgeRows(check, { deployments: [deploymentRow({ available: 0, ...parts })], pods });

  it.each([
    ['whose rollout is paused', { spec: { paused: true }, conditions: [unavailableCondition('11m'), pausedCondition] }],
    ['whose rollout says that it progresses', { conditions: [unavailableCondition('11m'), movingCondition] }],
    ['whose Progressing condition is missing', { conditions: [unavailableCondition('11m')] }],
    ['that has no condition at all', { conditions: [] }],
    ['that tolerates it', { conditions: [availableCondition(), movingCondition] }],
  ])('%s for 11 minutes is a fault', async (_, parts) => {
    const { findings } = await judge(parts);
    expect(findings.map(({ reason, level }) => [reason, level])).toEqual([['replicas_missing', undefined]]);
    expect(findings[0]?.message).toMatch(/^0 of 3 replicas available for 11m/);
  });

  it.each([
    ['paused for 9 minutes', { spec: { paused: true }, conditions: [unavailableCondition('9m'), pausedCondition] }],
    ['in motion for 9 minutes', { conditions: [unavailableCondition('9m'), movingCondition] }],
    [
      'whose pods count as available after 15 minutes',
      { spec: { minReadySeconds: 900 }, conditions: [unavailableCondition('11m'), movingCondition] },
    ],
  ])('is healthy: %s', async (_, parts) => expect((await judge(parts, [])).findings).toEqual([]));

  it('is told with its pause and how to end that', async () => {
    const { findings } = await judge(
      { spec: { paused: true }, conditions: [unavailableCondition('3d'), pausedCondition] },
      [],
    );
    expect(findings.map(({ message }) => message)).toEqual([
      '0 of 3 replicas available for 3d (MinimumReplicasUnavailable); its rollout is paused: no change of its template makes new pods',
    ]);
    expect(findings[0]?.next).toContain('kubectl -n shop rollout resume deployment/web');
  });
});

it.each([
  ['nothing', [], []],
  ['all there', [deploymentRow()], []],
  [
    'a scale-up that began',
    [deploymentRow({ available: 1, conditions: [unavailableCondition('1m'), finishedCondition()] })],
    [unreadyPod('1m')],
  ],
  [
    'a drain that began',
    [deploymentRow({ available: 2, conditions: [availableCondition(), finishedCondition()] })],
    [unreadyPod('10s')],
  ],
  [
    'a rollout that makes progress',
    [
      deploymentRow({
        available: 1,
        conditions: [
          unavailableCondition('8m'),
          buildCondition('Progressing', 'True', '9m', { reason: 'ReplicaSetUpdated' }),
        ],
      }),
    ],
    [unreadyPod('9m')],
  ],
])('deployment-replicas is healthy: %s', async (_, deployments, pods) =>
  expect((await judgeRows(check, { deployments, pods, replicaSets: [] })).findings).toEqual([]),
);

it('a Deployment that is scaled to zero is noted', async () => {
  expect(await judgeRows(check, { deployments: [deploymentRow({ replicas: 0 })] })).toEqual({
    findings: [],
    notes: ['1 Deployment is scaled to zero'],
  });
});
