import { describe, expect, it } from 'vitest';
import { proposeRoutes } from '../../../src/commands/init/propose-routes.ts';
import { buildRow } from '../../support/build-rows.ts';

const ingress = (hosts: readonly string[], secured: readonly string[]) =>
  buildRow('ingresses', {
    spec: { rules: hosts.map((host) => ({ host })), tls: [{ hosts: secured, secretName: 'web-tls' }] },
  });

describe('an Ingress in a first configuration', () => {
  it('is asked for the certificate of each host, and has a draft of what its clients ask', () => {
    const { services } = proposeRoutes([ingress([], ['shop.example', 'www.shop.example'])]);
    expect(services[0]?.name).toBe('web-ingress');
    expect(services[0]?.checks).toMatchObject([
      { check: 'tls-certificate', name: 'shop.example', params: { host: 'shop.example' } },
      { check: 'tls-certificate', name: 'www.shop.example', params: { host: 'www.shop.example' } },
      { check: 'http-endpoint', params: { url: 'https://shop.example/' }, isDraft: true },
      { check: 'http-endpoint', params: { url: 'https://www.shop.example/' }, isDraft: true },
    ]);
  });

  it('leaves out wildcards', () => {
    expect(proposeRoutes([ingress([], ['*.shop.example'])])).toEqual({
      services: [],
      leftOut: [{ what: 'host *.shop.example of Ingress shop/web', why: expect.stringContaining('wildcard') }],
    });
  });

  it('has drafts alone for hosts without a certificate, with the shortest path that is no pattern', () => {
    const backend = { service: { name: 'web' } };
    const paths = ['/(.*)', '/shop/orders', '/shop'].map((path) => ({ path, backend }));
    const row = buildRow('ingresses', { spec: { rules: [{ host: 'shop.example', http: { paths } }] } });
    expect(proposeRoutes([row])).toMatchObject({
      services: [{ checks: [{ check: 'http-endpoint', params: { url: 'http://shop.example/shop' }, isDraft: true }] }],
      leftOut: [],
    });
  });

  it('is asked once for a host that several of them have', () => {
    const [one, other] = [ingress([], ['shop.example']), ingress([], ['shop.example', 'api.shop.example'])];
    const { services, leftOut } = proposeRoutes([one, other]);
    expect(services.map(({ checks }) => checks[0]?.params)).toEqual([
      { host: 'shop.example' },
      { host: 'api.shop.example' },
    ]);
    expect(leftOut).toEqual([
      { what: 'host shop.example of Ingress shop/web', why: 'it is asked for Ingress shop/web' },
    ]);
  });

  it.each([0, 1])('is asked for a host with its certificate where another one without is number %d', (index) => {
    const real = buildRow('ingresses', {
      name: 'real',
      spec: { rules: [{ host: 'shop.example' }], tls: [{ hosts: ['shop.example'], secretName: 'web-tls' }] },
    });
    const http = { paths: [{ path: '/.well-known/acme-challenge/x', backend: { service: { name: 'solver' } } }] };
    const solver = buildRow('ingresses', {
      name: 'cm-acme-http-solver-x7',
      spec: { rules: [{ host: 'shop.example', http }] },
    });
    const { services, leftOut } = proposeRoutes([real].toSpliced(index, 0, solver));
    expect(services).toMatchObject([
      {
        name: 'real-ingress',
        checks: [
          { check: 'tls-certificate', params: { host: 'shop.example' } },
          { check: 'http-endpoint', params: { url: 'https://shop.example/' }, isDraft: true },
        ],
      },
    ]);
    expect(leftOut).toEqual([
      {
        what: 'host shop.example of Ingress shop/cm-acme-http-solver-x7',
        why: 'it is asked for Ingress shop/real',
      },
    ]);
  });
});
