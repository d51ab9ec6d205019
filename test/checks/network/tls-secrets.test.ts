import { describe, expect, it } from 'vitest';
import { buildRow } from '../../support/build-rows.ts';
import { customRow } from '../resources/custom-rows.ts';
import { listenerSetRow } from './gateway-rows.ts';
import { datesOf, judgeSecret, judgeSecrets, secretRow, tlsIngress } from './tls/secret-rows.ts';

const SECRET = { kind: 'Secret', namespace: 'shop', name: 'shop-tls' };
const INGRESS = { kind: 'Ingress', namespace: 'shop', name: 'shop' };

describe('a Secret that an Ingress serves TLS by', () => {
  it.each([
    ['expired', datesOf(-2), 'fault', 'its certificate expired 2d ago, on 2026-11-19T12:00:00.000Z'],
    ['ends within 7 days', datesOf(6), 'fault', 'its certificate ends in 6d, on 2026-11-27T12:00:00.000Z'],
    ['ends within 21 days', datesOf(20), 'warning', 'its certificate ends in 20d, on 2026-12-11T12:00:00.000Z'],
    ['begins tomorrow', datesOf(91), 'fault', 'its certificate is not valid before 2026-11-22T12:00:00.000Z, in 1d'],
    [
      'of 6 days ends within a sixth of them',
      datesOf(0.9, { days: 6 }),
      'fault',
      'its certificate ends in 21h 36m, on',
    ],
  ])('whose certificate %s is found once, with who uses it', async (_, own, level, text) => {
    const [finding, ...others] = await judgeSecret({ served: { own } });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      reason: 'certificate_dates',
      level,
      message: expect.stringContaining(text),
      object: SECRET,
      objects: [INGRESS],
      because: [SECRET],
    });
    expect(finding?.message).toMatch(/; Ingress shop serves TLS by it$/);
  });

  it.each([
    ['has 21 days left', datesOf(21), {}],
    ['of 6 days has half of them left', datesOf(3, { days: 6 }), {}],
    ['has more days left than the limit', datesOf(5), { warnDays: 4, failDays: 1 }],
    ['was made by a clock that is ahead by a minute', datesOf(90 + 1 / 1440), {}],
  ])('whose certificate %s is well', async (_, own, params) => {
    expect(await judgeSecret({ served: { own } }, params)).toEqual([]);
  });

  it('whose certificate has fewer days left than failDays is found, also above the warnDays that nobody wrote', async () => {
    const served = { own: datesOf(25) };
    expect(await judgeSecret({ served }, { failDays: 30 })).toMatchObject([{ level: 'fault' }]);
    expect(await judgeSecret({ served }, { failDays: 30, warnShare: 10 })).toMatchObject([{ level: 'fault' }]);
  });

  it('whose intermediate has expired is found', async () => {
    const issuer = datesOf(-1, { subject: 'CN=Middle', days: 900 });
    expect(await judgeSecret({ served: { issuer } })).toMatchObject([
      { level: 'fault', message: expect.stringMatching(/^the certificate of its issuer, CN=Middle, expired 1d ago/) },
    ]);
  });

  it('that is missing is found, unless what names it was just made', async () => {
    const tlsSecrets = [secretRow({ missing: true })];
    expect((await judgeSecrets({ tlsSecrets })).findings).toMatchObject([
      { reason: 'reference_missing', message: 'there is no such Secret; Ingress shop serves TLS by it' },
    ]);
    expect((await judgeSecrets({ tlsSecrets: [] })).findings).toHaveLength(1);
    expect((await judgeSecrets({ tlsSecrets, ingresses: [tlsIngress({ age: '9m' })] })).findings).toEqual([]);
  });

  it('that holds nothing to serve is found, with its type', async () => {
    const served = { own: undefined, problem: 'it has no tls.crt, only password' } as never;
    expect(await judgeSecret({ type: 'Opaque', served })).toMatchObject([
      {
        reason: 'certificate_unusable',
        message: 'it has no tls.crt, only password (type Opaque, not kubernetes.io/tls); Ingress shop serves TLS by it',
      },
    ]);
    expect(await judgeSecret({ served: { keyFits: false, problem: 'the key does not belong' } })).toMatchObject([
      { reason: 'certificate_unusable', level: 'fault', evidence: { keyFits: false } },
    ]);
  });

  it('of another type whose certificate can be served is well', async () => {
    expect(await judgeSecret({ type: 'Opaque' })).toEqual([]);
  });

  it('whose bundle lacks an intermediate is a warning', async () => {
    expect(await judgeSecret({ served: { chainProblem: 'tls.crt lacks it' } })).toMatchObject([
      { reason: 'certificate_chain', level: 'warning' },
    ]);
  });

  it('that many use is found once', async () => {
    const ingresses = ['a', 'b', 'c', 'd', 'e'].map((name) => tlsIngress({ name }));
    const { findings } = await judgeSecrets({ ingresses, tlsSecrets: [secretRow({ served: { own: datesOf(-1) } })] });
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/; Ingress a, Ingress b, Ingress c and 2 more serve TLS by it$/),
    ]);
    expect(findings[0]?.objects).toHaveLength(5);
  });

  it('that a ListenerSet names is judged as that of a Gateway', async () => {
    const tlsSecrets = [secretRow({ name: 'more-cert', missing: true })];
    const { findings } = await judgeSecrets({ ingresses: [], listenerSets: [listenerSetRow()], tlsSecrets });
    expect(findings).toMatchObject([{ reason: 'reference_missing', objects: [{ kind: 'ListenerSet', name: 'more' }] }]);
  });

  it('outside of the namespaces that are read is noted and not judged', async () => {
    const { findings, notes } = await judgeSecrets({ tlsSecrets: [secretRow({ unread: true })] });
    expect([findings, notes]).toEqual([
      [],
      ['not looked at, outside of the namespaces that are read: Secret shop/shop-tls'],
    ]);
  });
});

describe('no Secret is judged', () => {
  it.each([
    ['nginx.ingress.kubernetes.io/ssl-passthrough', 'true', 0],
    ['haproxy.org/ssl-passthrough', 'true', 0],
    ['route.openshift.io/termination', 'passthrough', 0],
    ['nginx.ingress.kubernetes.io/ssl-passthrough', 'false', 1],
    ['route.openshift.io/termination', 'edge', 1],
  ])('of an Ingress that passes TLS on (%s: %s)', async (key, value, found) => {
    const ingresses = [tlsIngress({ annotations: { [key]: value } })];
    expect((await judgeSecrets({ ingresses, tlsSecrets: [secretRow({ missing: true })] })).findings).toHaveLength(
      found,
    );
  });

  it('of an Ingress that leaves the certificate to its controller', async () => {
    expect((await judgeSecrets({ ingresses: [tlsIngress({ secret: null })], tlsSecrets: [] })).findings).toEqual([]);
  });

  it.each([
    ['by its class', { className: 'edge' }, 'ingress.k8s.aws/alb'],
    ['by the name of its class', { className: 'alb' }, undefined],
    ['by the old annotation', { annotations: { 'kubernetes.io/ingress.class': 'alb' } }, undefined],
  ])('of an Ingress whose load balancer has certificates of its own, %s', async (_, parts, controller) => {
    const ingressClasses = controller
      ? [buildRow('ingressClasses', { name: 'edge', namespace: null, spec: { controller } })]
      : [];
    const sources = { ingressClasses, tlsSecrets: [secretRow({ missing: true })] };
    expect((await judgeSecrets({ ...sources, ingresses: [tlsIngress(parts)] })).findings).toEqual([]);
    expect((await judgeSecrets({ ...sources, ingresses: [tlsIngress({ className: 'nginx' })] })).findings).toHaveLength(
      1,
    );
  });
});

describe('while cert-manager issues a certificate', () => {
  const certificate = (ready: string | undefined, more: object = {}, age = '1d') =>
    customRow('certificates', ready === undefined ? [] : [ready], {
      age,
      spec: { secretName: 'shop-tls' },
      status: more,
    });
  const temporary = { own: datesOf(89, { issuer: 'CN=cert-manager.local' }) };
  const judgeWith = async (row: ReturnType<typeof customRow>, secret: ReturnType<typeof secretRow>) =>
    (await judgeSecrets({ certificates: [row], tlsSecrets: [secret] })).findings;

  it.each([
    ['is missing', secretRow({ missing: true })],
    ['holds the temporary certificate', secretRow({ served: temporary })],
    ['is still for other hosts', secretRow({ served: { names: ['old.test'] } })],
    ['is still empty', secretRow({ served: { own: undefined, problem: 'tls.crt is empty' } as never })],
  ])('a Secret that %s is given the grace', async (_, secret) => {
    expect(await judgeWith(certificate(undefined, {}, '2m'), secret)).toEqual([]);
    expect(await judgeWith(certificate('Ready=False 3m DoesNotExist'), secret)).toEqual([]);
    expect(await judgeWith(certificate('Ready=False 3h DoesNotExist'), secret)).toHaveLength(1);
  });

  it('a Secret that holds the temporary certificate for longer is unusable', async () => {
    expect(await judgeSecret({ served: temporary })).toMatchObject([
      { reason: 'certificate_unusable', message: expect.stringContaining("cert-manager's temporary certificate") },
    ]);
  });

  it('one that ends soon is left to its renewal, unless that is late', async () => {
    const soon = secretRow({ served: { own: datesOf(15) } });
    const due = (days: number) => ({ renewalTime: new Date(Date.parse('2026-11-21T12:00:00Z') + days * 86_400_000) });
    const withDue = (days: number) =>
      certificate('Ready=True 30d', { renewalTime: due(days).renewalTime.toISOString() });
    expect(await judgeWith(withDue(1), soon)).toEqual([]);
    expect(await judgeWith(withDue(-1), soon)).toMatchObject([{ level: 'warning' }]);
    expect(await judgeWith(withDue(1), secretRow({ served: { own: datesOf(-1) } }))).toHaveLength(1);
  });
});
