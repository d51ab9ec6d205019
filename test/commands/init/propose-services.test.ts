import { describe, expect, it } from 'vitest';
import { proposeServices } from '../../../src/commands/init/propose-services.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildRow, type ObjectParts } from '../../support/build-rows.ts';

const port = (number: number, more: object = {}) => ({ port: number, targetPort: number, protocol: 'TCP', ...more });

const service = (name: string, spec: object, parts: ObjectParts = {}) =>
  buildRow('services', { name, ...parts, spec: { selector: { app: name }, ports: [port(80)], ...spec } });

const pod = (app: string, spec: object = {}, parts: object = {}) =>
  buildPod({ name: `${app}-1`, labels: { app }, containers: [buildContainer({ spec: spec as never })], ...parts });

const propose = (
  services: readonly ReturnType<typeof service>[],
  pods: readonly ReturnType<typeof pod>[] | undefined,
  known: readonly string[] = ['postgres-connection', 'redis-connection'],
) => proposeServices({ services, pods }, (check) => known.includes(check));

const http = (path: string, more: object = {}) => ({ readinessProbe: { httpGet: { path, port: 80, ...more } } });

describe('services of a first configuration', () => {
  it('are asked what the probes of their pods ask, and claim their objects', () => {
    const { services, leftOut } = propose([service('web', {})], [pod('web', http('/healthz'))]);
    expect(leftOut).toEqual([]);
    expect(services).toEqual([
      {
        name: 'web',
        namespace: 'shop',
        selector: 'app=web',
        notes: [],
        checks: [
          { check: 'http-endpoint', params: { target: { service: 'web', namespace: 'shop', path: '/healthz' } } },
        ],
      },
    ]);
  });

  it.each([
    [{ port: 80, service: 'shop.Orders' }, { services: ['shop.Orders'] }],
    [{ port: 80 }, {}],
  ])('are asked by gRPC as the kubelet asks them: %j', (grpc, more) => {
    const { services } = propose([service('web', {})], [pod('web', { readinessProbe: { grpc } })]);
    expect(services[0]?.checks).toEqual([
      { check: 'grpc-health', params: { target: { service: 'web', namespace: 'shop' }, ...more } },
    ]);
  });

  it('are known by the pods of their endpoints, where an operator writes these', () => {
    const slice = buildRow('endpointSlices', {
      labels: { 'kubernetes.io/service-name': 'db' },
      more: { endpoints: [{ addresses: ['10.1.0.7'], targetRef: { kind: 'Pod', name: 'spilo-1' } }] },
    });
    const { services } = proposeServices(
      {
        services: [service('db', { selector: undefined, ports: [port(5432)] })],
        pods: [pod('spilo', { image: 'registry.example/spilo-15:3.0' })],
        endpointSlices: [slice],
      },
      () => true,
    );
    expect(services[0]?.checks.map(({ check }) => check)).toEqual(['tcp-connection', 'postgres-connection']);
  });

  it('verify no certificate where the kubelet verifies none, and say so', () => {
    const { services } = propose([service('web', {})], [pod('web', http('/', { scheme: 'HTTPS' }))]);
    expect(services[0]?.checks).toEqual([
      {
        check: 'http-endpoint',
        params: { target: { service: 'web', namespace: 'shop', scheme: 'https' }, tls: { insecure: true } },
        note: expect.stringContaining('verifies no certificate'),
      },
    ]);
  });

  it.each([
    ['postgres:16', 5432, 'postgres-connection'],
    ['registry.example:5000/bitnami/postgresql@sha256:0123', 5432, 'postgres-connection'],
    ['docker.io/valkey/valkey:8-alpine', 6379, 'redis-connection'],
  ])('are connected to, with a draft for a login, where the image is %s', (image, number, check) => {
    const { services } = propose(
      [service('orders-db', { ports: [port(number)] })],
      [pod('orders-db', { image, ports: [{ containerPort: number }] })],
    );
    expect(services[0]?.checks).toMatchObject([
      { check: 'tcp-connection' },
      { check, isDraft: true, params: { password: { env: 'ORDERS_DB_PASSWORD' } } },
    ]);
  });

  it('are asked by their probe beside a draft, or at a path that the server is known to answer', () => {
    const probed = { image: 'opensearch', readinessProbe: { httpGet: { path: '/_cluster/health', port: 9200 } } };
    const ofSearch = propose(
      [service('search', { ports: [port(9200)] })],
      [pod('search', probed)],
      ['elasticsearch-cluster'],
    );
    expect(ofSearch.services[0]?.checks.map(({ check }) => check)).toEqual(['http-endpoint', 'elasticsearch-cluster']);
    const ofMinio = propose([service('files', { ports: [port(9000)] })], [pod('files', { image: 'minio/minio' })]);
    expect(ofMinio.services[0]?.checks).toMatchObject([{ params: { target: { path: '/minio/health/ready' } } }]);
  });

  it.each([
    ['an image whose check is not in the catalogue', 'mongo:7', 27_017],
    ['another port of a known server', 'postgres:16', 8008],
    ['an image that only begins like one', 'registry.example/postgres-exporter:1', 5432],
  ])('are connected to alone for %s', (_, image, number) => {
    const { services } = propose([service('db', { ports: [port(number)] })], [pod('db', { image })]);
    expect(services[0]?.checks.map(({ check }) => check)).toEqual(['tcp-connection']);
  });

  it('have a check for each port, by its name, but for metrics and UDP', () => {
    const ports = [
      port(80, { name: 'http' }),
      port(5671, { name: 'amqps' }),
      port(9090, { name: 'http-metrics' }),
      port(53, { name: 'dns', protocol: 'UDP' }),
    ];
    const { services, leftOut } = propose([service('web', { ports })], [pod('web')]);
    expect(services[0]?.checks.map(({ name, params }) => [name, params.target])).toEqual([
      ['http', { service: 'web', namespace: 'shop', port: 'http' }],
      ['amqps', { service: 'web', namespace: 'shop', port: 'amqps' }],
    ]);
    expect(leftOut.map(({ what }) => what)).toEqual([
      'port http-metrics (9090) of Service shop/web',
      'port dns (53) of Service shop/web',
    ]);
  });

  it('are one for Services with the same pods: that which clients use', () => {
    const selector = { app: 'db' };
    const { services, leftOut } = propose(
      [service('db-headless', { selector, clusterIP: 'None' }), service('db', { selector })],
      [pod('db')],
    );
    expect(services.map(({ name }) => name)).toEqual(['db']);
    expect(leftOut).toEqual([{ what: 'Service shop/db-headless', why: 'it has the pods of Service shop/db' }]);
  });

  it('claim no objects by labels that another namespace uses too', () => {
    const there = pod('web', {}, { namespace: 'bank' });
    const { services } = propose([service('web', {}), service('web', {}, { namespace: 'bank' })], [pod('web'), there]);
    expect(services.map(({ selector }) => selector)).toEqual([undefined, undefined]);
  });

  it('say that none of their pods is ready', () => {
    const unready = pod('web', {}, { conditions: [{ type: 'Ready', status: 'False' }] });
    expect(propose([service('web', {})], [unready]).services[0]?.notes).toEqual([
      'none of its pods is ready as this is written',
    ]);
  });

  it.each([
    ['without pods', service('web', {}), /no pod matches/],
    ['of the API server', service('kubernetes', { selector: undefined }, { namespace: 'default' }), /API server/],
    ['of the cluster itself', service('dns', {}, { namespace: 'kube-system' }), /of the cluster itself/],
    ['with an external name', service('db', { type: 'ExternalName', externalName: 'db.example' }), /external name/],
  ])('leave out one %s, with the reason', (_, row, why) => {
    const { services, leftOut } = propose([row], []);
    expect(services).toEqual([]);
    expect(leftOut).toEqual([{ what: expect.stringContaining(row.ref.name), why: expect.stringMatching(why) }]);
  });

  it('connect to endpoints that somebody made by hand', () => {
    const { services } = propose([service('db', { selector: undefined, ports: [port(5432)] })], []);
    expect(services[0]).toMatchObject({ checks: [{ check: 'tcp-connection' }] });
  });
});
