import { describe, expect, it } from 'vitest';
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

describe('policies that together let nobody in', () => {
  const ruleFrom = (...from: object[]) => ({ ingress: [{ from, ports: [{ port: 8080 }] }] });
  const frontPods = { podSelector: { matchLabels: { app: 'front' } } };
  const webNamespace = { namespaceSelector: { matchLabels: { team: 'web' } } };
  const namespaceRow = (labels: Record<string, string>) =>
    buildRow('namespaces', { name: 'a', namespace: null, labels });
  const front = buildPod({ name: 'front-1', labels: { app: 'front' }, owner: 'Deployment/front' });
  const gatewayPods = { ...webNamespace, podSelector: { matchLabels: { app: 'gateway' } } };
  const gateway = buildPod({
    name: 'gateway-1',
    namespace: 'a',
    labels: { app: 'gateway' },
    owner: 'DaemonSet/gateway',
  });
  const judge = (policy: ReturnType<typeof policyOf>, more: object = {}) =>
    judgeRows(policies, { networkPolicies: [policy], services: [serviceRow()], pods: [serving], ...more });

  it.each([
    ['pods that are not there', ruleFrom(frontPods), 'no pod and no namespace has the labels that they ask for'],
    ['no namespace', ruleFrom(webNamespace), 'no pod and no namespace has the labels that they ask for'],
    ['a port that they do not have', { ingress: [{ ports: [{ port: 9090 }] }] }, 'none is about port 8080'],
  ])('are a warning where they let in %s', async (_, spec, why) => {
    const { findings } = await judge(policyOf(undefined, spec), { namespaces: [namespaceRow({ team: 'db' })] });
    expect(findings).toEqual([
      expect.objectContaining({
        ...{ reason: 'policy_closed', level: 'warning' },
        message: `nobody is let in to the pods of Service web (NetworkPolicy let-in): ${why}`,
        objects: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
      }),
    ]);
  });

  it('are a warning where they let in pods that their namespace does not have', async () => {
    const pods = [serving, buildPod({ name: 'other-1', namespace: 'a', labels: { app: 'other' } })];
    const namespaces = [namespaceRow({ team: 'web' })];
    const { findings } = await judge(policyOf(undefined, ruleFrom(gatewayPods)), { namespaces, pods });
    expect(findings.map(({ reason }) => reason)).toEqual(['policy_closed']);
  });

  it('are noted where all is denied, or other ports of theirs are let in', async () => {
    const both = buildContainer({
      spec: { ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 9090 }] },
    });
    const words = ['NetworkPolicies let nobody in to the pods of 1 Service: shop/web'];
    expect(await judge(policyOf([], { ingress: [] }))).toEqual({ findings: [], notes: words });
    const pods = [buildPod({ containers: [both] })];
    expect(await judge(policyOf([{ port: 9090 }]), { pods })).toEqual({ findings: [], notes: words });
  });

  it.each([
    ['pods', frontPods, { pods: [serving, front] }],
    [
      'pods of a workload at zero replicas',
      frontPods,
      { deployments: [buildRow('deployments', { spec: { template: { metadata: { labels: { app: 'front' } } } } })] },
    ],
    ['a namespace', webNamespace, { namespaces: [namespaceRow({ team: 'web' })] }],
    ['namespaces that nobody could read', webNamespace, {}],
    [
      'a namespace by its name',
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'a' } } },
      { namespaces: [namespaceRow({})] },
    ],
    ['addresses', { ipBlock: { cidr: '10.0.0.0/8' } }, {}],
    ['pods of a namespace', gatewayPods, { namespaces: [namespaceRow({ team: 'web' })], pods: [serving, gateway] }],
    ['pods of a namespace of which nothing was read', gatewayPods, { namespaces: [namespaceRow({ team: 'web' })] }],
  ])('are healthy where they let in %s', async (_, from, more) =>
    expect(await judge(policyOf(undefined, ruleFrom(from)), more)).toEqual({ findings: [], notes: [] }),
  );
});
