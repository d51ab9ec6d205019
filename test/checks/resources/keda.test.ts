import { expect, it } from 'vitest';
import keda from '../../../checks/resources/keda.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'scaledObjects',
    'cannot read its trigger',
    ['Ready=False 1h TriggerError: connection refused', 'Active=False 1h'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: TriggerError: connection refused' },
  ],
  [
    'scaledObjects',
    'runs as many replicas as it does without its source',
    ['Ready=True 9h', 'Fallback=True 1h FallbackExists: at least one trigger is falling back'],
    {},
    { level: 'fault', message: 'Fallback=True for 1h: FallbackExists: at least one trigger is falling back' },
  ],
  [
    'scaledJobs',
    'was never looked at',
    [],
    {},
    { level: 'fault', message: 'no controller has reported on it, 1d after it was made: is its operator running?' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(keda, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['scaledObjects', 'has nothing to do', ['Ready=True 1h', 'Active=False 1h ScalerNotActive'], {}],
  ['scaledObjects', 'is paused', ['Ready=False 1h'], { annotations: { 'autoscaling.keda.sh/paused': 'true' } }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(keda, view, conditions, parts)).toEqual([]);
});
