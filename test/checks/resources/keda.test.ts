import { expect, it } from 'vitest';
import keda from '../../../checks/resources/keda.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow } from './custom-rows.ts';

it.each([
  [
    'scaledObjects',
    'cannot read its trigger',
    ['Ready=False 1h TriggerError: connection refused', 'Active=False 1h'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: TriggerError: connection refused' },
  ],
  [
    'scaledJobs',
    'was never looked at',
    [],
    {},
    { level: 'fault', message: 'no controller has reported on it, 1d after it was made: is its operator running?' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  const { findings } = await judgeRows(keda, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['scaledObjects', 'has nothing to do', ['Ready=True 1h', 'Active=False 1h ScalerNotActive'], {}],
  ['scaledObjects', 'is paused', ['Ready=False 1h'], { annotations: { 'autoscaling.keda.sh/paused': 'true' } }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  const { findings } = await judgeRows(keda, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([]);
});
