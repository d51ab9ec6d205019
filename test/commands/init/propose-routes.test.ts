import { describe, expect, it } from 'vitest';
import { proposeRoutes } from '../../../src/commands/init/propose-routes.ts';
import { buildRow } from '../../support/build-rows.ts';

const ingress = (hosts: readonly string[], secured: readonly string[]) =>
  buildRow('ingresses', {
    spec: { rules: hosts.map((host) => ({ host })), tls: [{ hosts: secured, secretName: 'web-tls' }] },
  });

describe('an Ingress in a first configuration', () => {
  it('is asked for the certificate of each host', () => {
    const { services } = proposeRoutes([ingress([], ['shop.example', 'www.shop.example'])]);
    expect(services[0]?.checks).toEqual([
      { check: 'tls-certificate', name: 'shop.example', params: { host: 'shop.example' } },
      { check: 'tls-certificate', name: 'www.shop.example', params: { host: 'www.shop.example' } },
    ]);
  });

  it('leaves out wildcards', () => {
    expect(proposeRoutes([ingress([], ['*.shop.example'])])).toEqual({
      services: [],
      leftOut: [{ what: 'host *.shop.example of Ingress shop/web', why: expect.stringContaining('wildcard') }],
    });
  });

  it('leaves out hosts without a certificate, of which no path is known to answer', () => {
    const row = buildRow('ingresses', {
      spec: {
        rules: [{ host: 'shop.example', http: { paths: [{ path: '/', backend: { service: { name: 'web' } } }] } }],
      },
    });
    expect(proposeRoutes([row])).toMatchObject({
      services: [],
      leftOut: [{ what: 'host shop.example of Ingress shop/web' }],
    });
  });
});
