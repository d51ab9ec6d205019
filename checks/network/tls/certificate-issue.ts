import { findCondition } from '../../../src/kubernetes/objects/conditions.ts';
import type { SecretName } from '../../../src/kubernetes/objects/tls-secret-names.ts';
import type { CustomResourceRow } from '../../../src/kubernetes/views/custom-resources.ts';

/** Milliseconds that a renewal may be late: an authority may be away for an hour. */
const RENEWAL_PATIENCE_MS = 3 * 3_600_000;

/** What cert-manager is about with a Secret. */
export interface CertificateIssue {
  /** It is making the certificate, and has had less time for it than it may take. */
  readonly isPending: boolean;
  /** It will renew the certificate when that is due. */
  readonly isKept: boolean;
}

const NO_ISSUE: CertificateIssue = { isPending: false, isKept: false };

/** Returns a function that looks up what cert-manager is about with a Secret; `grace` is how long it may take, in milliseconds. */
export const certificateIssueLookup = (
  certificates: readonly CustomResourceRow[],
  now: number,
  grace: number,
): ((secret: SecretName) => CertificateIssue) => {
  const bySecret = new Map(certificates.map((row) => [`${row.ref.namespace}/${row.fields['spec.secretName']}`, row]));
  return ({ namespace, name }) => {
    const row = bySecret.get(`${namespace}/${name}`);
    if (row === undefined) return NO_ISSUE;
    const ready = findCondition(row, 'Ready');
    const issuing = findCondition(row, 'Issuing');
    const isWorking = ready?.status !== 'True' || issuing?.status === 'True';
    const since = Math.max(row.createdAt, ready?.at ?? 0, issuing?.status === 'True' ? (issuing.at ?? 0) : 0);
    const due = Date.parse(String(row.fields['status.renewalTime'] ?? ''));
    return {
      isPending: isWorking && now - since <= grace,
      isKept: ready?.status === 'True' && now - due <= RENEWAL_PATIENCE_MS,
    };
  };
};
