import type { X509Certificate } from 'node:crypto';
import { formatDistinguishedName, isIssuedBy } from '../../model/certificate-issuer.ts';

/** What stands behind the server's own certificate in its bundle. */
interface BundleChain {
  /** The one that has signed it; of several the one that ends last. */
  readonly issuer?: X509Certificate;
  /** What is certainly wrong: lower case. */
  readonly problem?: string;
}

/**
 * Follows the signatures from a certificate through the others of its bundle, and says what is certainly wrong with them.
 * Others that no signature leads to do no harm.
 */
export const findChain = (own: X509Certificate, others: readonly X509Certificate[]): BundleChain => {
  const path = climb([own], others);
  const [, issuer] = path;
  if (issuer === undefined) return hasPublicLog(own) ? { problem: describeGap(own) } : {};
  const positions = path.slice(1).map((certificate) => others.indexOf(certificate));
  const isOrdered = positions.every((position, index) => index === 0 || position > (positions[index - 1] as number));
  return isOrdered
    ? { issuer }
    : {
        issuer,
        problem: 'the certificates of the issuers are in the wrong order: each has to follow the one that it signs',
      };
};

const climb = (path: readonly X509Certificate[], others: readonly X509Certificate[]): readonly X509Certificate[] => {
  const current = path.at(-1) as X509Certificate;
  const [issuer] = others
    .filter((other) => other.ca && !path.includes(other) && isIssuedBy(current, other))
    .toSorted((one, other) => Date.parse(other.validTo) - Date.parse(one.validTo));
  return issuer === undefined ? path : climb([...path, issuer], others);
};

/** The extension with timestamps of public logs, 1.3.6.1.4.1.11129.2.4.2 in DER (RFC 6962, 3.3). */
const PUBLIC_LOG_EXTENSION = Buffer.from('060a2b06010401d679020402', 'hex');

/**
 * Whether a public authority has issued it. Those never sign by their root (CA/Browser Forum Baseline Requirements, 6.1.7),
 * so that a bundle without the issuer lacks an intermediate; a private one may sign by the root that its clients have.
 */
const hasPublicLog = ({ raw }: X509Certificate): boolean => raw.includes(PUBLIC_LOG_EXTENSION);

const describeGap = ({ issuer }: X509Certificate): string =>
  `tls.crt lacks the certificate of its issuer ${formatDistinguishedName(issuer)}: clients that do not have it refuse the connection`;
