import { describe, expect, it } from 'vitest';
import addresses from '../../../checks/network/ingress-addresses.ts';
import backends from '../../../checks/network/ingress-backends.ts';
import classes from '../../../checks/network/ingress-classes.ts';
import balancers from '../../../checks/network/load-balancers.ts';
import policies from '../../../checks/network/network-policies.ts';
import { container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { type ObjectParts, row } from '../../support/rows.ts';
import { behind, service, slice } from './services.ts';

const ingress = (parts: ObjectParts & { backend?: object; address?: string } = {}) => {
  const { backend = { service: { name: 'web', port: { number: 80 } } }, address } = parts;
  return row('ingresses', {
    ...{ name: 'shop', ...parts },
    spec: { rules: [{ host: 'shop.test', http: { paths: [{ path: '/', backend }] } }], ...parts.spec },
    status: { loadBalancer: { ingress: address === undefined ? [] : [{ ip: address }] }, ...parts.status },
  });
};
const to = (name: string, port: object = { number: 80 }) => ingress({ backend: { service: { name, port } } });

describe('backends', () => {
  it.each([
    [
      'a Service that is missing',
      to('web-v2'),
      'backend Service web-v2 of shop.test/ not found in its namespace: it has web',
    ],
    [
      'a port that is missing',
      to('web', { name: 'grpc' }),
      'backend Service web of shop.test/ has no port grpc: it has 80 (http)',
    ],
  ])('%s', async (_, row, message) => {
    const { findings } = await judge(backends, {
      ingresses: [row],
      services: [service(), service({ namespace: 'other', name: 'web-v2' })],
    });
    expect(findings).toEqual([expect.objectContaining({ reason: 'ingress_backend', message })]);
  });

  it('behind a dead Ingress stands the Service', async () => {
    const pods = [pod({ containers: [container({ ready: false })] })];
    const sources = { ingresses: [ingress()], services: [service()], endpointSlices: [slice(pods)], pods };
    const { findings } = await judge(backends, sources);
    expect(findings).toEqual([
      expect.objectContaining({
        message: 'backend Service web of shop.test/ has no ready endpoints',
        because: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
      }),
    ]);
  });

  const resource = ingress({ backend: { resource: { kind: 'Bucket', name: 'static' } } });
  it.each([
    ['nothing', [], []],
    ['by number', [ingress()], [pod()]],
    ['by name', [to('web', { name: 'http' })], [pod()]],
    ['a resource, which is the affair of its controller', [resource], []],
  ])('healthy: %s', async (_, ingresses, pods) => {
    const sources = { ingresses, services: [service()], endpointSlices: [slice([pod()])], pods };
    expect((await judge(backends, sources)).findings).toEqual([]);
  });

  it('healthy: a workload that is parked at zero', async () => {
    const sources = {
      ingresses: [ingress()],
      services: [service()],
      endpointSlices: [],
      pods: [],
      deployments: [behind(0)],
    };
    expect((await judge(backends, sources)).findings).toEqual([]);
  });
});

describe('classes', () => {
  const nginx = row('ingressClasses', { name: 'nginx', namespace: null });
  const standard = row('ingressClasses', {
    name: 'std',
    namespace: null,
    annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
  });
  const named = (ingressClassName: string) => ingress({ spec: { ingressClassName } });

  it('one that does not exist is a fault, none at all a warning', async () => {
    const { findings } = await judge(classes, { ingresses: [named('traefik'), ingress()], ingressClasses: [nginx] });
    expect(findings.map(({ level, message }) => [level, message])).toEqual([
      [undefined, 'IngressClass traefik does not exist; there are nginx'],
      ['warning', 'names no IngressClass, no class is the default, and it has no address'],
    ]);
  });

  it.each([
    ['nothing', [], [nginx]],
    ['a class that exists', [named('nginx')], [nginx]],
    ['one that is built in', [named('gce')], []],
    ['the old annotation', [ingress({ annotations: { 'kubernetes.io/ingress.class': 'nginx' } })], []],
    ['a default', [ingress()], [standard]],
    ['one that somebody serves', [ingress({ address: '10.0.0.1' })], []],
  ])('healthy: %s', async (_, ingresses, ingressClasses) =>
    expect((await judge(classes, { ingresses, ingressClasses })).findings).toEqual([]),
  );
});

describe('addresses', () => {
  const other = ingress({ name: 'other', address: '10.0.0.1' });

  it.each([
    ['10m', 0],
    ['601s', 1],
  ])('Ingress without address: others of its class have one, after %s %i findings', async (age, count) => {
    expect((await judge(addresses, { ingresses: [ingress({ age }), other] })).findings).toHaveLength(count);
  });

  it('Ingress without address: none of its class has one, which is noted', async () => {
    const judged = await judge(addresses, { ingresses: [ingress({ spec: { ingressClassName: 'x' } }), other] });
    expect(judged).toEqual({ findings: [], notes: ['1 Ingress has no address, nor has any other of their class'] });
  });

  it('an error of a port', async () => {
    const status = {
      loadBalancer: { ingress: [{ ip: '10.0.0.1', ports: [{ port: 443, error: 'CertificateMissing' }] }] },
    };
    expect((await judge(addresses, { ingresses: [ingress({ status })] })).findings[0]).toMatchObject({
      reason: 'ingress_port',
      message: 'port 443: CertificateMissing',
    });
  });

  it.each([
    ['10m', 0],
    ['601s', 1],
  ])('a load balancer without an address after %s gives %i findings', async (age, count) => {
    const services = [service({ age, spec: { type: 'LoadBalancer' } }), service()];
    expect((await judge(balancers, { services })).findings).toHaveLength(count);
  });
});

it('network policies that select nobody are noted, in their own namespace', async () => {
  const policy = row('networkPolicies', { name: 'deny', spec: { podSelector: { matchLabels: { app: 'web' } } } });
  expect(await judge(policies, { networkPolicies: [policy], pods: [pod({ namespace: 'other' })] })).toEqual({
    findings: [],
    notes: ['1 NetworkPolicy selects no pod: shop/deny'],
  });
  expect((await judge(policies, { networkPolicies: [policy], pods: [pod()] })).notes).toEqual([]);
});
