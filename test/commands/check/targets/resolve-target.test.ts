import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../../../src/commands/check/targets/resolve-target.ts';
import type { LoadedViews } from '../../../../src/kubernetes/rows/cluster-data.ts';
import type { ServiceTarget } from '../../../../src/params/service-target.ts';
import { buildPod } from '../../../support/build-pods.ts';
import { buildRow, type ObjectParts } from '../../../support/build-rows.ts';

const WEB = { ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] };

const service = (spec: object = WEB, parts: ObjectParts = {}) =>
  buildRow('services', { name: 'web', namespace: 'shop', ...parts, spec });

const slice = (more: object, namespace = 'shop') =>
  buildRow('endpointSlices', {
    ...{ name: 'web-x', namespace, labels: { 'kubernetes.io/service-name': 'web' } },
    more: { ports: [{ name: 'http', port: 8080, protocol: 'TCP' }], ...more },
  });

const READY = slice({
  endpoints: [
    { addresses: ['10.1.0.7'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'web-1' } },
    { addresses: ['10.1.0.8'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'web-2' } },
  ],
});

const viewsOf = (
  services: readonly ReturnType<typeof service>[],
  endpointSlices: readonly ReturnType<typeof slice>[] = [READY],
): LoadedViews => ({ services: { rows: services }, endpointSlices: { rows: endpointSlices } });

const resolve = (target: Partial<ServiceTarget>, views: LoadedViews, namespaces: readonly string[] | null = null) =>
  resolveTarget({ service: 'web', each: false, ...target }, views, namespaces);

describe('the Service that a target names', () => {
  it('has a name in the cluster, its port, and the ready endpoints with their own', () => {
    expect(resolve({}, viewsOf([service()]))).toEqual({
      service: { kind: 'Service', namespace: 'shop', name: 'web' },
      host: 'web.shop.svc',
      port: 80,
      scheme: 'http',
      endpoints: [{ port: 8080, pod: 'web-1', address: undefined }],
      because: [
        { kind: 'Service', namespace: 'shop', name: 'web' },
        { kind: 'Pod', namespace: 'shop', name: 'web-2' },
      ],
    });
  });

  it('is asked at the port of its pods, where it is headless', () => {
    expect(resolve({}, viewsOf([service({ ...WEB, clusterIP: 'None' })]))).toMatchObject({ port: 8080 });
  });

  it('has the addresses of its pods, where they were read', () => {
    const pods = [buildPod({ name: 'web-1', status: { podIP: '10.1.0.7' } })];
    const resolved = resolve({ each: true }, { ...viewsOf([service()]), pods: { rows: pods } });
    expect(resolved).toMatchObject({ endpoints: [{ pod: 'web-1', address: '10.1.0.7' }] });
  });

  it('has each of its pods once, where it has two IP versions', () => {
    const ready = (address: string) => ({
      endpoints: [{ addresses: [address], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'web-1' } }],
    });
    const slices = [slice(ready('10.1.0.7')), slice({ ...ready('fd00::7'), addressType: 'IPv6' })];
    expect(resolve({}, viewsOf([service()], slices))).toMatchObject({ endpoints: [{ pod: 'web-1' }] });
  });

  it('has endpoints outside of the cluster by their addresses', () => {
    const outside = slice({ endpoints: [{ addresses: ['192.0.2.7'], conditions: {} }] });
    expect(resolve({}, viewsOf([service()], [outside]))).toMatchObject({
      endpoints: [{ port: 8080, pod: undefined, address: '192.0.2.7' }],
    });
  });

  it.each([
    [{ name: 'https', port: 80 }, 'https'],
    [{ name: 'app-https', port: 9000 }, 'https'],
    [{ name: 'http-tls', port: 80 }, 'https'],
    [{ name: 'http', port: 443 }, 'http'],
    [{ name: undefined, port: 443 }, 'https'],
    [{ name: 'web', port: 8080 }, 'http'],
    [{ name: 'web', port: 8080, appProtocol: 'https' }, 'https'],
    [{ name: undefined, port: 443, appProtocol: 'kubernetes.io/h2c' }, 'http'],
  ])('is asked by the scheme of its port: %j by %s', (port, scheme) => {
    const ready = slice({
      ports: [{ name: port.name, port: 8080, protocol: 'TCP' }],
      endpoints: [{ addresses: ['10.1.0.7'], conditions: { ready: true } }],
    });
    expect(resolve({}, viewsOf([service({ ports: [port] })], [ready]))).toMatchObject({ scheme });
  });

  it.each([
    ['by its number', 80],
    ['by its name', 'http'],
  ])('has its port %s', (_, port) => {
    const ports = [...WEB.ports, { name: 'admin', port: 9000 }, { name: 'dns', port: 53, protocol: 'UDP' }];
    expect(resolve({ port }, viewsOf([service({ ports })]))).toMatchObject({ port: 80 });
  });

  it('is no guess, where it has several ports', () => {
    const ports = [...WEB.ports, { name: 'admin', port: 9000 }];
    expect(resolve({}, viewsOf([service({ ports })]))).toEqual({
      status: 'error',
      reason: 'config',
      message: 'Service shop/web: say which port: it has http (80), admin (9000)',
    });
  });

  it('is no guess, where two namespaces have one of this name', () => {
    const views = viewsOf([service(), service(WEB, { namespace: 'bank' })]);
    expect(resolve({}, views)).toMatchObject({
      status: 'error',
      message: 'there is a Service web in shop, bank: say which with namespace',
    });
    expect(resolve({ namespace: 'shop' }, views)).toMatchObject({ host: 'web.shop.svc' });
  });

  it.each([
    ['anywhere, where all is read', {}, null, 'failed'],
    ['in a namespace that is read', { namespace: 'shop' }, ['shop'], 'failed'],
    ['in a namespace that is not read', { namespace: 'bank' }, ['shop'], 'error'],
    ['where some namespaces are read', {}, ['shop'], 'error'],
  ])('is not there %s', (_, target, namespaces, status) => {
    expect(resolve(target, viewsOf([]), namespaces)).toMatchObject({ status });
  });

  it('takes no endpoints of a Service of the same name in another namespace', () => {
    const elsewhere = slice({ endpoints: [{ addresses: ['10.9.0.1'], conditions: { ready: true } }] }, 'bank');
    expect(resolve({}, viewsOf([service()], [elsewhere]))).toMatchObject({ status: 'failed', reason: 'no_endpoints' });
  });

  it('is refused, where it is an external name', () => {
    const external = service({ ...WEB, type: 'ExternalName', externalName: 'db.example' });
    expect(resolve({}, viewsOf([external]))).toEqual({
      status: 'error',
      reason: 'config',
      message:
        'Service shop/web is an external name, which has no endpoints: give the address that it stands for (db.example)',
    });
  });

  it('is the problem of the list, where that could not be read', () => {
    const problem = { status: 'error', reason: 'permission', message: 'no permission to list services' } as const;
    expect(resolve({}, { ...viewsOf([service()]), services: { problem } })).toEqual(problem);
  });
});
