import { describe, expect, it } from 'vitest';
import backends from '../../../checks/network/ingress-backends.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { ingressRow } from './ingress-rows.ts';
import { endpointSliceRow, selectedDeployment, serviceRow } from './services.ts';

const ingressTo = (name: string, port: object = { number: 80 }) => ingressRow({ backend: { service: { name, port } } });

describe('backends', () => {
  it.each([
    [
      'a Service that is missing',
      ingressTo('web-v2'),
      'backend Service web-v2 of shop.test/ not found in its namespace: it has web',
    ],
    [
      'a port that is missing',
      ingressTo('web', { name: 'grpc' }),
      'backend Service web of shop.test/ has no port grpc: it has 80 (http)',
    ],
  ])('%s', async (_, row, message) => {
    const { findings } = await judgeRows(backends, {
      ingresses: [row],
      services: [serviceRow(), serviceRow({ namespace: 'other', name: 'web-v2' })],
    });
    expect(findings).toEqual([expect.objectContaining({ reason: 'ingress_backend', message })]);
  });

  it('behind a dead Ingress stands the Service', async () => {
    const pods = [buildPod({ containers: [buildContainer({ ready: false })] })];
    const sources = {
      ingresses: [ingressRow()],
      services: [serviceRow()],
      endpointSlices: [endpointSliceRow(pods)],
      pods,
    };
    const { findings } = await judgeRows(backends, sources);
    expect(findings).toEqual([
      expect.objectContaining({
        message: 'backend Service web of shop.test/ has no ready endpoints',
        because: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
      }),
    ]);
  });

  const action = { service: { name: 'to-https', port: { name: 'use-annotation' } } };
  const ingressWith = (key: string, backend: object) =>
    ingressRow({ backend, annotations: { [`ingress.acme.test/${key}`]: '{}' } });

  it('an action that no annotation has', async () => {
    const { findings } = await judgeRows(backends, {
      ingresses: [ingressWith('actions.to-http', action)],
      services: [serviceRow()],
    });
    expect(findings).toEqual([
      expect.objectContaining({ message: 'action to-https of shop.test/ is in no annotation: it has to-http' }),
    ]);
  });

  const resource = ingressRow({ backend: { resource: { kind: 'Bucket', name: 'static' } } });
  it.each([
    ['nothing', [], []],
    ['by number', [ingressRow()], [buildPod()]],
    ['by name', [ingressTo('web', { name: 'http' })], [buildPod()]],
    ['an action that stands in an annotation', [ingressWith('actions.to-https', action)], []],
    [
      'a redirect, before which no backend is asked',
      [ingressWith('permanent-redirect', { service: { name: 'none', port: { number: 80 } } })],
      [],
    ],
    ['a resource, which is the affair of its controller', [resource], []],
  ])('healthy: %s', async (_, ingresses, pods) => {
    const sources = { ingresses, services: [serviceRow()], endpointSlices: [endpointSliceRow([buildPod()])], pods };
    expect((await judgeRows(backends, sources)).findings).toEqual([]);
  });

  it.each([
    ['return 301 https://shop.test$request_uri;', 0],
    ['more_set_headers "X: y"; return 308 https://shop.test;', 0],
    ['if ($host = "a") { return 301 https://shop.test; }', 1],
    ['add_header X "return";', 1],
  ])('the snippet %s of an Ingress without its Service gives %i findings', async (snippet, count) => {
    const annotations = { 'nginx.ingress.kubernetes.io/server-snippet': snippet };
    const ingresses = [ingressRow({ backend: { service: { name: 'none', port: { number: 80 } } }, annotations })];
    expect((await judgeRows(backends, { ingresses, services: [serviceRow()] })).findings).toHaveLength(count);
  });

  it('a workload that is parked at zero is noted', async () => {
    const sources = {
      ingresses: [ingressRow()],
      services: [serviceRow()],
      endpointSlices: [],
      pods: [],
      deployments: [selectedDeployment(0)],
    };
    expect(await judgeRows(backends, sources)).toEqual({
      findings: [],
      notes: ['1 Ingress leads to a workload at zero replicas: shop/shop'],
    });
  });
});
