import { expect, it } from 'vitest';
import inferenceServices from '../../../checks/resources/inference-services.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow } from './custom-rows.ts';

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
  const { findings } = await judgeRows(inferenceServices, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['inferenceServices', 'loads a large model', ['Ready=Unknown 15m', 'PredictorReady=Unknown 15m'], { age: '15m' }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  const { findings } = await judgeRows(inferenceServices, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([]);
});
