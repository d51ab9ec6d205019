import { expect, it } from 'vitest';
import flux from '../../../checks/resources/flux.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow, judgeCustom } from './custom-rows.ts';

it.each([
  [
    'gitRepositories',
    'cannot be fetched',
    ['Ready=False 2h GitOperationFailed: authentication required', 'FetchFailed=True 2h'],
    {},
    { level: 'fault', message: 'Ready=False for 2h: GitOperationFailed: authentication required' },
  ],
  [
    'fluxKustomizations',
    'does not apply',
    ['Ready=False 2h ReconciliationFailed: dry-run failed'],
    {},
    { level: 'fault', message: 'Ready=False for 2h: ReconciliationFailed: dry-run failed' },
  ],
  [
    'helmReleases',
    'gave up',
    ['Ready=False 2h UpgradeFailed: timed out', 'Stalled=True 2h RetriesExceeded: Failed to upgrade after 3 attempts'],
    {},
    { level: 'fault', message: 'Stalled=True for 2h: RetriesExceeded: Failed to upgrade after 3 attempts' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(flux, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['helmReleases', 'is suspended', ['Ready=False 9h UpgradeFailed'], { spec: { suspend: true } }],
  ['helmReleases', 'waits for a dependency', ['Ready=False 10m DependencyNotReady: dependency not ready'], {}],
  ['helmRepositories', 'is only an address', [], { spec: { type: 'oci' } }],
  [
    'helmRepositories',
    'has the status of its definition',
    [],
    { metadata: { generation: 1 }, status: { observedGeneration: -1 } },
  ],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(flux, view, conditions, parts)).toEqual([]);
});

it.each([
  [
    'DependencyNotReady',
    [{ kind: 'Kustomization', group: 'kustomize.toolkit.fluxcd.io', namespace: 'base', name: 'crds' }],
  ],
  ['BuildFailed', []],
])('a Kustomization that is not ready with reason %s follows from %j', async (reason, because) => {
  const spec = { dependsOn: [{ namespace: 'base', name: 'crds' }] };
  const row = customRow('fluxKustomizations', [`Ready=False 2h ${reason}`], { spec });
  const { findings } = await judgeRows(flux, { fluxKustomizations: [row] });
  expect(findings).toEqual([expect.objectContaining({ because })]);
});
