import { expect, it } from 'vitest';
import gateways from '../../../../checks/network/gateways.ts';
import tlsSecrets from '../../../../checks/network/tls-secrets.ts';
import certManager from '../../../../checks/resources/cert-manager.ts';
import { buildCondition } from '../../../support/build-rows.ts';
import { linkRows } from '../../../support/link-rows.ts';
import { customRow } from '../../resources/custom-rows.ts';
import { gatewayClassRow, gatewayRow } from '../gateway-rows.ts';
import { datesOf, secretRow, tlsIngress } from './secret-rows.ts';

const CHECKS = [gateways, tlsSecrets, certManager];
const certificate = customRow('certificates', ['Ready=False 3h Expired'], {
  name: 'shop',
  spec: { secretName: 'shop-tls', issuerRef: { name: 'acme', kind: 'Issuer' } },
});
const issuer = customRow('issuers', ['Ready=False 5h ErrRegisterACMEAccount'], { name: 'acme' });
const listener = [buildCondition('ResolvedRefs', 'False', '2h', { reason: 'InvalidCertificateRef' })];
const gateway = gatewayRow({
  spec: { listeners: [{ name: 'https', port: 443, tls: { certificateRefs: [{ name: 'shop-tls' }] } }] },
  listener,
});
const USERS = {
  ingresses: [tlsIngress({ hosts: ['other.test'] })],
  gateways: [gateway],
  gatewayClasses: [gatewayClassRow()],
};

it.each([
  ['missing', secretRow({ missing: true }), 'reference_missing Secret/shop-tls'],
  ['expired', secretRow({ served: { own: datesOf(-1), names: ['other.test'] } }), 'certificate_dates Secret/shop-tls'],
  [
    'without a certificate',
    secretRow({ served: { own: undefined, problem: 'tls.crt is empty' } as never }),
    'certificate_unusable Secret/shop-tls',
  ],
])(
  'a Secret that is %s, and the Gateway behind it, follow from the Certificate and its issuer',
  async (_, secret, label) => {
    const sources = { ...USERS, tlsSecrets: [secret], certificates: [certificate], issuers: [issuer] };
    expect(await linkRows(CHECKS, sources)).toEqual({
      'gateway_not_programmed Gateway/edge': 'resource_not_ready Issuer/acme',
      [label]: 'resource_not_ready Issuer/acme',
      'resource_not_ready Certificate/shop': 'resource_not_ready Issuer/acme',
      'resource_not_ready Issuer/acme': null,
    });
  },
);

it('a Gateway follows from its Secret, where no Certificate is read', async () => {
  expect(await linkRows(CHECKS, { ...USERS, tlsSecrets: [secretRow({ missing: true })] })).toEqual({
    'gateway_not_programmed Gateway/edge': 'reference_missing Secret/shop-tls',
    'reference_missing Secret/shop-tls': null,
  });
});

it('an Ingress with the certificate of another host follows from the Secret that has expired', async () => {
  const secret = secretRow({ served: { own: datesOf(-1), names: ['shop.test'] } });
  expect(await linkRows(CHECKS, { ingresses: USERS.ingresses, tlsSecrets: [secret] })).toEqual({
    'certificate_dates Secret/shop-tls': null,
    'certificate_name Ingress/shop': 'certificate_dates Secret/shop-tls',
  });
});

it('a Certificate that makes another Secret explains nothing', async () => {
  const other = customRow('certificates', ['Ready=False 3h Expired'], {
    name: 'other',
    spec: { secretName: 'other-tls' },
  });
  const sources = { ingresses: [tlsIngress()], tlsSecrets: [secretRow({ missing: true })], certificates: [other] };
  expect(await linkRows(CHECKS, sources)).toEqual({
    'reference_missing Secret/shop-tls': null,
    'resource_not_ready Certificate/other': null,
  });
});
