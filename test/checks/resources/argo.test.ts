import { expect, it } from 'vitest';
import argo from '../../../checks/resources/argo.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'argoApplications',
    'is degraded',
    [],
    { status: { health: { status: 'Degraded', message: 'web: ImagePullBackOff' } } },
    { level: 'fault', message: 'health is Degraded: web: ImagePullBackOff' },
  ],
  [
    'argoApplications',
    'cannot be compared',
    [{ type: 'ComparisonError', message: 'repository not found', lastTransitionTime: '2026-11-21T10:00:00Z' }],
    { status: { health: { status: 'Healthy' } } },
    { level: 'fault', message: 'ComparisonError for 2h: repository not found' },
  ],
  [
    'argoApplications',
    'did not sync',
    [],
    {
      status: {
        sync: { status: 'OutOfSync' },
        operationState: {
          phase: 'Failed',
          message: 'one or more objects failed to apply',
          finishedAt: '2026-11-21T10:00:00Z',
        },
      },
    },
    { level: 'fault', message: 'its last sync failed 2h ago: one or more objects failed to apply' },
  ],
  [
    'argoRollouts',
    'was given up',
    ['Progressing=False 1h RolloutAborted'],
    { status: { phase: 'Degraded', message: 'RolloutAborted: metric error rate' } },
    { level: 'fault', message: 'phase is Degraded: RolloutAborted: metric error rate' },
  ],
  [
    'argoRollouts',
    'cannot be read',
    ['InvalidSpec=True 1h InvalidSpec: The Rollout is invalid'],
    {},
    { level: 'fault', message: 'InvalidSpec=True for 1h: InvalidSpec: The Rollout is invalid' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(argo, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  [
    'argoApplications',
    'is out of sync and waits for a person',
    [],
    { status: { health: { status: 'Healthy' }, sync: { status: 'OutOfSync' } } },
  ],
  [
    'argoApplications',
    'is progressing',
    [],
    { status: { health: { status: 'Progressing' }, sync: { status: 'Synced' } } },
  ],
  [
    'argoApplications',
    'failed once and is synced since',
    [],
    { status: { health: { status: 'Healthy' }, sync: { status: 'Synced' }, operationState: { phase: 'Failed' } } },
  ],
  [
    'argoApplications',
    'is synced for the first time',
    [],
    { status: { health: { status: 'Missing' }, operationState: { phase: 'Running' } } },
  ],
  [
    'argoRollouts',
    'waits at a step',
    ['Paused=True 9h CanaryPauseStep'],
    { status: { phase: 'Paused', message: 'CanaryPauseStep' } },
  ],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(argo, view, conditions, parts)).toEqual([]);
});

it('an Application follows from what it deployed, and knows namesakes apart', async () => {
  const resources = [
    { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web', health: { status: 'Degraded' } },
    { group: 'serving.knative.dev', kind: 'Service', namespace: 'shop', name: 'web', health: { status: 'Degraded' } },
    { kind: 'Service', namespace: 'shop', name: 'web', health: { status: 'Healthy' } },
  ];
  const status = { health: { status: 'Degraded' }, resources };
  expect(await judgeCustom(argo, 'argoApplications', [], { status })).toEqual([
    expect.objectContaining({
      because: [
        { kind: 'Deployment', namespace: 'shop', name: 'web' },
        { kind: 'Service', group: 'serving.knative.dev', namespace: 'shop', name: 'web' },
      ],
    }),
  ]);
});
