import { expect, it } from 'vitest';
import flux from '../../../checks/resources/flux.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow } from './custom-rows.ts';

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
  const { findings } = await judgeRows(flux, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['helmReleases', 'is suspended', ['Ready=False 9h UpgradeFailed'], { spec: { suspend: true } }],
  ['helmReleases', 'waits for a dependency', ['Ready=False 10m DependencyNotReady: dependency not ready'], {}],
  ['helmRepositories', 'is only an address', [], { spec: { type: 'oci' } }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  const { findings } = await judgeRows(flux, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([]);
});
