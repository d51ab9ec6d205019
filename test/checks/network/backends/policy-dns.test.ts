import { expect, it } from 'vitest';
import check from '../../../../checks/network/network-policies.ts';
import { buildContainer, buildPod } from '../../../support/build-pods.ts';
import { buildRow } from '../../../support/build-rows.ts';
import { judgeRows } from '../../../support/judge-rows.ts';
import { serviceRow } from '../services.ts';

const podWith = (value: string) =>
  buildPod({ containers: [buildContainer({ spec: { env: [{ name: 'DB_URL', value }] } })] });
const asking = podWith('postgres://shop-db:5432/shop');

const outTo = (...egress: object[]) =>
  buildRow('networkPolicies', {
    name: 'let-out',
    spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress },
  });
const outToPorts = (...ports: object[]) => outTo({ ports });

const cluster = (dns: string) => ({
  services: [serviceRow({ namespace: dns, spec: { clusterIP: '10.43.0.10', ports: [{ port: 53, protocol: 'UDP' }] } })],
  namespaces: ['shop', 'data', dns].map((name) =>
    buildRow('namespaces', { name, namespace: null, labels: { team: name } }),
  ),
});
const judge = (
  networkPolicies: readonly ReturnType<typeof outTo>[],
  pods = [asking],
  places = cluster('kube-system'),
) => judgeRows(check, { networkPolicies, pods, ...places });

it('policies that let out some ports and not that of DNS are a warning for pods that are given names', async () => {
  expect((await judge([outToPorts({ port: 5432 })])).findings).toEqual([
    expect.objectContaining({
      ...{ reason: 'policy_dns', level: 'warning' },
      message:
        "its NetworkPolicies (let-out) let nothing out to port 53 of the cluster's DNS: it cannot ask for shop-db:5432 in DB_URL",
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    }),
  ]);
});

it.each([
  ['port 53 is let out', [outToPorts({ port: 5432 }, { port: 53, protocol: 'UDP' })]],
  ['the port of the DNS of OpenShift is', [outToPorts({ port: 5432 }, { port: 5353, protocol: 'UDP' })]],
  ['another one lets it out', [outToPorts({ port: 5432 }), outToPorts({ port: 53, protocol: 'UDP' })]],
  ['a port has a name', [outToPorts({ port: 'dns', protocol: 'UDP' })]],
  ['nothing may leave', [outTo()]],
])('policies are healthy where %s', async (_, networkPolicies) =>
  expect((await judge(networkPolicies)).findings).toEqual([]),
);

const namespace = (team: string) => ({ namespaceSelector: { matchLabels: { team } } });

it.each([
  ['pods beside', { podSelector: { matchLabels: { app: 'db' } } }, 1],
  ['another namespace', namespace('data'), 1],
  ['the namespace of DNS', namespace('kube-system'), 0],
  ['every namespace', { namespaceSelector: {} }, 0],
  ['addresses', { ipBlock: { cidr: '10.0.0.0/8' } }, 0],
])('all ports of %s, %o, are let out: %i findings', async (_, peer, count) => {
  expect((await judge([outTo({ to: [peer] })])).findings).toHaveLength(count);
});

it('all ports of pods beside are enough where DNS is beside, and a namespace where nobody could look for DNS', async () => {
  const beside = [outTo({ to: [{ podSelector: {} }] })];
  expect((await judge(beside, [asking], cluster('shop'))).findings).toEqual([]);
  const unread = { networkPolicies: [outTo({ to: [namespace('data')] })], pods: [asking] };
  expect((await judgeRows(check, unread)).findings).toEqual([]);
});

it.each([
  ['without names', buildPod()],
  ['that ask themselves only', podWith('http://localhost:5432')],
  ['on the network of the node', { ...asking, template: { ...asking.template, hostNetwork: true as const } }],
])('policies are healthy for pods %s', async (_, pod) => {
  expect((await judge([outToPorts({ port: 5432 })], [pod])).findings).toEqual([]);
});
