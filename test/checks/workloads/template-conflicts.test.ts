import { describe, expect, it } from 'vitest';
import check from '../../../checks/workloads/template-conflicts.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const dns = buildRow('services', {
  ...{ name: 'kube-dns', namespace: 'kube-system' },
  spec: { clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10', 'fd00::a'], ports: [{ port: 53, protocol: 'UDP' }] },
});
const services = [
  dns,
  buildRow('services', { name: 'db', spec: { clusterIP: '10.96.0.20', ports: [{ port: 5432 }] } }),
];

const workload = (env: readonly object[], podSpec: object = {}) =>
  buildRow('deployments', {
    spec: { replicas: 1, template: { spec: { containers: [{ name: 'web', image: 'web:1', env }], ...podSpec } } },
  });
const judge = (deployment: ReturnType<typeof workload>, all = services) =>
  judgeRows(check, { deployments: [deployment], statefulSets: [], services: all });

describe('dnsPolicy None', () => {
  const asking = (nameservers: readonly string[], value = 'postgres://db:5432/shop', dnsPolicy = 'None') =>
    workload([{ name: 'DB_URL', value }], { dnsPolicy, dnsConfig: { nameservers } });

  it('is a warning where a container is given the name of a Service, and no DNS of the cluster', async () => {
    expect((await judge(asking(['1.1.1.1']))).findings).toEqual([
      expect.objectContaining({
        ...{ reason: 'foreign_dns', level: 'warning' },
        message: 'dnsPolicy None asks 1.1.1.1, which is no DNS of the cluster, for Service db in DB_URL',
        object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      }),
    ]);
  });

  it.each([
    ['the DNS of the cluster is asked', asking(['1.1.1.1', '10.96.0.10'])],
    ['its second address is', asking(['fd00::a'])],
    ['a cache on the node is', asking(['169.254.20.10'])],
    ['the name lies outside', asking(['1.1.1.1'], 'https://api.acme.test:443')],
    ['no Service has the name', asking(['1.1.1.1'], 'postgres://other:5432/shop')],
    ['the policy is another one', asking(['1.1.1.1'], 'postgres://db:5432/shop', 'ClusterFirst')],
  ])('is healthy where %s', async (_, deployment) => expect((await judge(deployment)).findings).toEqual([]));

  it('is healthy where nobody knows the DNS of the cluster', async () => {
    expect((await judge(asking(['1.1.1.1']), services.slice(1))).findings).toEqual([]);
  });
});

it('a variable that is set twice is noted', async () => {
  const level = (value: string) => ({ name: 'LEVEL', value });
  expect(await judge(workload([level('info'), level('debug')]))).toEqual({
    findings: [],
    notes: ['1 variable is set twice in one container, and the last value counts: shop/web LEVEL of web'],
  });
  expect((await judge(workload([level('info')]))).notes).toEqual([]);
});
