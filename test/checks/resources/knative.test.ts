import { expect, it } from 'vitest';
import knative from '../../../checks/resources/knative.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow, judgeCustom } from './custom-rows.ts';

it.each([
  [
    'knativeServices',
    'has a revision that failed',
    ['Ready=False 1h RevisionFailed: container failed'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: RevisionFailed: container failed' },
  ],
  [
    'knativeBrokers',
    'has no channel',
    ['Ready=False 1h ChannelTemplateFailed: no such kind'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: ChannelTemplateFailed: no such kind' },
  ],
  [
    'knativeTriggers',
    'has no broker',
    ['Ready=False 1h BrokerDoesNotExist: broker default does not exist'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: BrokerDoesNotExist: broker default does not exist' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(knative, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([['knativeServices', 'is scaled to zero', ['Ready=True 1h'], {}]] as const)(
  '%s: %s is no fault',
  async (view, _, conditions, parts) => {
    const { findings } = await judgeRows(knative, { [view]: [customRow(view, conditions, parts)] });
    expect(findings).toEqual([]);
  },
);
