import { expect, it } from 'vitest';
import policies from '../../../checks/network/network-policies.ts';
import { pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { row } from '../../support/rows.ts';

it('network policies that select nobody are noted, in their own namespace', async () => {
  const policy = row('networkPolicies', { name: 'deny', spec: { podSelector: { matchLabels: { app: 'web' } } } });
  expect(await judge(policies, { networkPolicies: [policy], pods: [pod({ namespace: 'other' })] })).toEqual({
    findings: [],
    notes: ['1 NetworkPolicy selects no pod: shop/deny'],
  });
  expect((await judge(policies, { networkPolicies: [policy], pods: [pod()] })).notes).toEqual([]);
});
