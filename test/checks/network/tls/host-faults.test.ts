import { describe, expect, it } from 'vitest';
import { buildCondition } from '../../../support/build-rows.ts';
import { gatewayRow } from '../gateway-rows.ts';
import { judgeSecrets, secretRow, tlsIngress } from './secret-rows.ts';

describe('the hosts of an Ingress', () => {
  const judgeHosts = async (hosts: readonly string[], names: readonly string[], more = {}) =>
    (
      await judgeSecrets({
        ingresses: [tlsIngress({ hosts })],
        tlsSecrets: [secretRow({ served: { names, ...more } })],
      })
    ).findings;

  it.each([
    ['by its name', ['shop.test'], ['shop.test']],
    ['in capitals', ['Shop.Test'], ['shop.test']],
    ['by a wildcard', ['a.shop.test'], ['*.shop.test']],
    ['that is a wildcard, by the same', ['*.shop.test'], ['shop.test', '*.shop.test']],
    ['none of which is named', [], ['other.test']],
  ])('are covered %s', async (_, hosts, names) => {
    expect(await judgeHosts(hosts, names)).toEqual([]);
  });

  it.each([
    ['another name', ['shop.test'], ['other.test']],
    ['a wildcard that would have to stand for two labels', ['a.b.shop.test'], ['*.shop.test']],
    ['a wildcard that would have to stand for none', ['shop.test'], ['*.shop.test']],
    ['one host of the whole domain', ['*.shop.test'], ['a.shop.test']],
    ['a name that ends alike', ['myshop.test'], ['shop.test']],
  ])('are not covered by %s', async (_, hosts, names) => {
    expect(await judgeHosts(hosts, names)).toMatchObject([
      {
        reason: 'certificate_name',
        level: 'fault',
        message: `the certificate in Secret shop-tls does not cover ${hosts[0]}: it is for ${names[0]}`,
        object: { kind: 'Ingress', namespace: 'shop', name: 'shop' },
        because: [{ kind: 'Secret', namespace: 'shop', name: 'shop-tls' }],
      },
    ]);
  });

  it('are named, those that are not covered', async () => {
    expect(await judgeHosts(['shop.test', 'www.test', 'api.test'], ['shop.test'])).toMatchObject([
      { message: expect.stringContaining('does not cover www.test, api.test: it is for shop.test') },
    ]);
  });

  it('that only the common name has are a warning', async () => {
    expect(await judgeHosts(['shop.test'], [], { commonName: 'shop.test' })).toMatchObject([{ level: 'warning' }]);
    expect(await judgeHosts(['shop.test'], [], { commonName: 'other.test' })).toMatchObject([{ level: 'fault' }]);
  });
});

describe('the host of a listener', () => {
  const listenerOf = (
    hostname: string | undefined,
    refs: readonly object[] = [{ name: 'shop-tls' }],
    listener: readonly object[] = [],
  ) =>
    gatewayRow({
      spec: {
        listeners: [{ name: 'https', port: 443, ...(hostname && { hostname }), tls: { certificateRefs: refs } }],
      },
      listener,
    });
  const judgeListener = async (gateway: ReturnType<typeof gatewayRow>, secrets = [secretRow()]) =>
    (await judgeSecrets({ ingresses: [], gateways: [gateway], tlsSecrets: secrets })).findings;

  it.each([undefined, 'shop.test', '*.test'])('%s is covered', async (hostname) => {
    expect(await judgeListener(listenerOf(hostname))).toEqual([]);
  });

  it.each(['other.test', '*.shop.test', '*.else'])('%s is not covered, which names the listener', async (hostname) => {
    expect(await judgeListener(listenerOf(hostname))).toMatchObject([
      {
        message: `listener https: the certificate in Secret shop-tls does not cover ${hostname}: it is for shop.test`,
        object: { kind: 'Gateway', namespace: 'shop', name: 'edge' },
        part: 'listener https',
      },
    ]);
  });

  it('is covered by one of several certificates, also in another namespace', async () => {
    const refs = [{ name: 'shop-tls' }, { name: 'www', namespace: 'certs' }];
    const www = secretRow({ name: 'www', namespace: 'certs', served: { names: ['www.test'] } });
    expect(await judgeListener(listenerOf('www.test', refs), [secretRow(), www])).toEqual([]);
    expect(await judgeListener(listenerOf('www.test', refs), [secretRow()])).toEqual([]);
  });

  it('is left to the controller where it may not use the Secret', async () => {
    const refused = [buildCondition('ResolvedRefs', 'False', '1h', { reason: 'RefNotPermitted' })];
    const gateway = listenerOf('shop.test', [{ name: 'far', namespace: 'certs' }], refused);
    expect(await judgeListener(gateway, [])).toEqual([]);
  });

  it('is served by a Secret with other keys, where the controller is content with it', async () => {
    const own = secretRow({
      type: 'Opaque',
      served: { own: undefined, problem: 'it has no tls.crt, only cert, key' } as never,
    });
    expect(
      await judgeListener(listenerOf('shop.test', undefined, [buildCondition('ResolvedRefs', 'True', '1h')]), [own]),
    ).toEqual([]);
    expect(await judgeListener(listenerOf('shop.test'), [own])).toHaveLength(1);
  });
});
