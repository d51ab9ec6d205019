import { expect, it } from 'vitest';
import usage from '../../../checks/namespaces/quota-usage.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const quotaRow = (hard: object, used: object) => buildRow('resourceQuotas', { name: 'team', status: { hard, used } });

it.each([
  ['more than it allows', { pods: '3' }, { pods: '4' }, 1, 0],
  ['quota at 100 % by design', { 'requests.cpu': '2' }, { 'requests.cpu': '2000m' }, 0, 1],
  ['nearly all', { pods: '100' }, { pods: '91' }, 0, 1],
  ['just under that', { pods: '100' }, { pods: '90' }, 0, 0],
  ['a limit of zero', { 'services.loadbalancers': '0' }, { 'services.loadbalancers': '1' }, 0, 0],
  ['a count of objects', { 'count/secrets': '1' }, { 'count/secrets': '1' }, 0, 0],
  ['nothing used', { pods: '3' }, {}, 0, 0],
])('a quota, %s, is judged: %o of %o', async (_, hard, used, warnings, notes) => {
  const judged = await judgeRows(usage, { resourceQuotas: [quotaRow(hard, used)] });
  expect(judged.findings.map(({ level }) => level)).toEqual(Array(warnings).fill('warning'));
  expect(judged.notes).toHaveLength(notes);
});

it('quotas are healthy where there are none', async () =>
  expect((await judgeRows(usage, { resourceQuotas: [] })).findings).toEqual([]));
