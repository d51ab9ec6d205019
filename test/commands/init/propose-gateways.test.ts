import { describe, expect, it } from 'vitest';
import { proposeGateways } from '../../../src/commands/init/propose-gateways.ts';
import { buildRow } from '../../support/build-rows.ts';

const TLS = { certificateRefs: [{ name: 'web-tls' }] };

const gateway = (...listeners: readonly object[]) =>
  buildRow('gateways', { name: 'edge', spec: { gatewayClassName: 'x', listeners } });

const route = (hostnames: readonly string[], parent: object = {}) =>
  buildRow('httpRoutes', { spec: { hostnames, parentRefs: [{ name: 'edge', ...parent }] } });

const checksOf = (...args: Parameters<typeof proposeGateways>) =>
  proposeGateways(...args).services.flatMap(({ checks }) =>
    checks.map(({ check, params }) => [check, params.host ?? params.url]),
  );

describe('a Gateway in a first configuration', () => {
  it('is asked for the certificate of the host of its listener', () => {
    const { services, leftOut } = proposeGateways(
      [gateway({ name: 'https', port: 443, hostname: 'shop.example', tls: TLS })],
      [],
    );
    expect(leftOut).toEqual([]);
    expect(services).toMatchObject([
      {
        name: 'edge-gateway',
        checks: [
          { check: 'tls-certificate', params: { host: 'shop.example' } },
          { check: 'http-endpoint', params: { url: 'https://shop.example/' }, isDraft: true },
        ],
      },
    ]);
  });

  it('has the hosts of the routes that fit a listener for several', () => {
    const listener = { name: 'https', port: 443, hostname: '*.shop.example', tls: TLS };
    const routes = [
      route(['www.shop.example', 'other.example']),
      route(['elsewhere.shop.example'], { namespace: 'bank' }),
      route(['admin.shop.example'], { sectionName: 'admin' }),
      route(['api.shop.example'], { sectionName: 'https' }),
    ];
    expect(checksOf([gateway(listener)], routes)).toEqual([
      ['tls-certificate', 'www.shop.example'],
      ['tls-certificate', 'api.shop.example'],
      ['http-endpoint', 'https://www.shop.example/'],
      ['http-endpoint', 'https://api.shop.example/'],
    ]);
  });

  it('is asked by HTTPS alone for a host that it takes by both', () => {
    const listeners = [
      { name: 'http', port: 80 },
      { name: 'https', port: 443, tls: TLS },
    ];
    expect(checksOf([gateway(...listeners)], [route(['shop.example'])])).toEqual([
      ['tls-certificate', 'shop.example'],
      ['http-endpoint', 'https://shop.example/'],
    ]);
  });

  it('has drafts alone for a port that clients may come by another one', () => {
    const { services } = proposeGateways(
      [gateway({ name: 'tls', port: 8443, hostname: 'shop.example', tls: TLS })],
      [],
    );
    expect(services[0]?.checks).toMatchObject([
      { check: 'tls-certificate', params: { host: 'shop.example', port: 8443 }, isDraft: true },
      { check: 'http-endpoint', params: { url: 'https://shop.example:8443/' }, isDraft: true },
    ]);
  });

  it('leaves out listeners without a host, and wildcards, with the reason', () => {
    const listeners = [
      { name: 'any', port: 443, tls: TLS },
      { name: 'wild', port: 443, hostname: '*.shop.example', tls: TLS },
    ];
    expect(proposeGateways([gateway(...listeners)], [])).toEqual({
      services: [],
      leftOut: [
        { what: 'listener any of Gateway shop/edge', why: expect.stringContaining('no host') },
        { what: 'host *.shop.example of Gateway shop/edge', why: expect.stringContaining('wildcard') },
      ],
    });
  });
});
