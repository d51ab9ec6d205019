import { expect, it } from 'vitest';
import policies from '../../../checks/network/network-policies.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { serviceRow } from './services.ts';

it('network policies that select nobody are noted, in their own namespace', async () => {
  const policy = buildRow('networkPolicies', { name: 'deny', spec: { podSelector: { matchLabels: { app: 'web' } } } });
  expect(await judgeRows(policies, { networkPolicies: [policy], pods: [buildPod({ namespace: 'other' })] })).toEqual({
    findings: [],
    notes: ['1 NetworkPolicy selects no pod: shop/deny'],
  });
  expect((await judgeRows(policies, { networkPolicies: [policy], pods: [buildPod()] })).notes).toEqual([]);
});

const serving = buildPod({
  containers: [buildContainer({ spec: { ports: [{ name: 'http', containerPort: 8080 }] } })],
});
const policyOf = (ports: readonly object[] | undefined, more: object = {}) =>
  buildRow('networkPolicies', {
    name: 'let-in',
    spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ingress: [{ ports }], ...more },
  });
const judgePolicies = (
  networkPolicies: readonly ReturnType<typeof policyOf>[],
  services = [serviceRow()],
  pods = [serving],
) => judgeRows(policies, { networkPolicies, services, pods });

it('a policy that lets in the port of the Service and not of the pods is a warning', async () => {
  expect((await judgePolicies([policyOf([{ port: 80 }])])).findings).toEqual([
    expect.objectContaining({
      reason: 'policy_port',
      level: 'warning',
      message: 'lets in port 80 of Service web, and not 8080, which its pods serve it on',
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'let-in' },
      objects: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
    }),
  ]);
});

it.each([
  ['the port of the pods', [policyOf([{ port: 8080 }])]],
  ['its name', [policyOf([{ port: 'http' }])]],
  ['a range', [policyOf([{ port: 8000, endPort: 9000 }])]],
  ['a protocol', [policyOf([{ protocol: 'TCP' }])]],
  ['all ports', [policyOf(undefined)]],
  ['both', [policyOf([{ port: 80 }, { port: 8080 }])]],
  ['the port of the pods by another one', [policyOf([{ port: 80 }]), policyOf([{ port: 8080 }])]],
  ['all by another one', [policyOf([{ port: 80 }]), policyOf(undefined)]],
  ['nothing', [policyOf([], { ingress: [] })]],
  ['another port only', [policyOf([{ port: 9090 }])]],
  ['what leaves', [policyOf([{ port: 80 }], { policyTypes: ['Egress'] })]],
  ['other pods', [policyOf([{ port: 80 }], { podSelector: { matchLabels: { app: 'other' } } })]],
])('healthy: a policy lets in %s', async (_, networkPolicies) =>
  expect((await judgePolicies(networkPolicies)).findings).toEqual([]),
);

it('healthy: no pods, no Services, and a port of the pods of that number', async () => {
  const strict = [policyOf([{ port: 80 }])];
  expect((await judgePolicies(strict, [serviceRow()], [])).findings).toEqual([]);
  expect((await judgePolicies(strict, [])).findings).toEqual([]);
  const both = buildContainer({ spec: { ports: [{ containerPort: 80 }, { containerPort: 8080 }] } });
  expect((await judgePolicies(strict, [serviceRow()], [buildPod({ containers: [both] })])).findings).toEqual([]);
});
