import { expect, it } from 'vitest';
import policies from '../../../checks/network/network-policies.ts';
import { buildPod } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

it('network policies that select nobody are noted, in their own namespace', async () => {
  const policy = buildRow('networkPolicies', { name: 'deny', spec: { podSelector: { matchLabels: { app: 'web' } } } });
  expect(await judgeRows(policies, { networkPolicies: [policy], pods: [buildPod({ namespace: 'other' })] })).toEqual({
    findings: [],
    notes: ['1 NetworkPolicy selects no pod: shop/deny'],
  });
  expect((await judgeRows(policies, { networkPolicies: [policy], pods: [buildPod()] })).notes).toEqual([]);
});
