import tlsSecrets from '../../../../checks/network/tls-secrets.ts';
import type { CheckSources } from '../../../../src/check/sources.ts';
import type { ServedCertificate } from '../../../../src/kubernetes/fields/served-certificate.ts';
import type { TlsSecretRow } from '../../../../src/kubernetes/views/tls-secrets.ts';
import { TEST_NOW } from '../../../support/build-pods.ts';
import { buildRow, type ObjectParts } from '../../../support/build-rows.ts';
import { judgeRows } from '../../../support/judge-rows.ts';

const DAY_MS = 86_400_000;

/** The dates of a certificate of 90 days, of which so many are left; `days` is the whole lifetime. */
export const datesOf = (left: number, { subject = 'CN=shop', issuer = 'CN=acme', days = 90 } = {}) => ({
  ...{ subject, issuer },
  ...{ notBefore: TEST_NOW + (left - days) * DAY_MS, notAfter: TEST_NOW + left * DAY_MS },
});

interface SecretParts extends ObjectParts {
  readonly type?: string;
  readonly missing?: true;
  readonly unread?: true;
  readonly served?: ServedCertificate;
}

/** The Secret `shop-tls` with a certificate for `shop.test` that has 60 days left. */
export const secretRow = ({
  type = 'kubernetes.io/tls',
  missing,
  unread,
  served,
  ...parts
}: SecretParts = {}): TlsSecretRow =>
  buildRow('tlsSecrets', {
    ...{ name: 'shop-tls', age: '30d', ...parts },
    more: {
      ...(missing || unread ? { missing, unread } : { type }),
      served: missing || unread ? {} : { own: datesOf(60), names: ['shop.test'], keyFits: true, ...served },
    },
  });

/** An Ingress with an entry for TLS; without a `secret` it leaves the certificate to its controller. */
export const tlsIngress = (
  parts: ObjectParts & { secret?: string | null; hosts?: readonly string[]; className?: string } = {},
) => {
  const { secret = 'shop-tls', hosts = ['shop.test'], className } = parts;
  return buildRow('ingresses', {
    ...{ name: 'shop', age: '1d', ...parts },
    spec: {
      ...(className && { ingressClassName: className }),
      tls: [{ hosts, ...(secret !== null && { secretName: secret }) }],
    },
  });
};

/** What the check finds of these rows, by default of one Ingress and its Secret. */
export const judgeSecrets = (sources: Partial<CheckSources>, params: Readonly<Record<string, unknown>> = {}) =>
  judgeRows(tlsSecrets, { ingresses: [tlsIngress()], tlsSecrets: [secretRow()], ...sources }, params);

/** What the check finds of a Secret that an Ingress names. */
export const judgeSecret = async (parts: SecretParts, params: Readonly<Record<string, unknown>> = {}) =>
  (await judgeSecrets({ tlsSecrets: [secretRow(parts)] }, params)).findings;
