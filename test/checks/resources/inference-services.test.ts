import { expect, it } from 'vitest';
import inferenceServices from '../../../checks/resources/inference-services.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'inferenceServices',
    'never loaded its model',
    ['Ready=False 2h PredictorNotReady', 'PredictorReady=False 2h RevisionFailed: storage initializer failed'],
    {},
    {
      level: 'fault',
      message: 'Ready=False for 2h: PredictorNotReady: PredictorReady=False RevisionFailed: storage initializer failed',
    },
  ],
  [
    'inferenceServices',
    'waits for too long',
    ['Ready=Unknown 2h'],
    { age: '2h' },
    { level: 'fault', message: 'Ready=Unknown for 2h' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(inferenceServices, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['inferenceServices', 'loads a large model', ['Ready=Unknown 15m', 'PredictorReady=Unknown 15m'], { age: '15m' }],
  [
    'inferenceServices',
    'is stopped',
    ['Ready=False 9h Stopped'],
    { annotations: { 'serving.kserve.io/stop': 'true' } },
  ],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(inferenceServices, view, conditions, parts)).toEqual([]);
});
