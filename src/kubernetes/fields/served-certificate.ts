import type { KeyObject, X509Certificate } from 'node:crypto';
import { formatDistinguishedName } from '../../model/certificate-issuer.ts';
import { findChain } from './certificate-chain.ts';

/** What a server that is given a Secret of TLS can serve by it. No field holds key or certificate. */
export interface ServedCertificate {
  /** Why it can serve nothing: lower case. */
  readonly problem?: string;
  /** The server's own. */
  readonly own?: CertificateDates;
  /** The one of the bundle that has signed it; of several the one that ends last. */
  readonly issuer?: CertificateDates;
  /** DNS names that it is for, in lower case: `shop.example.com`, `*.example.com`. */
  readonly names?: readonly string[];
  /** The common name, where it has no alternative names at all. */
  readonly commonName?: string;
  /** Whether the private key is the one of the certificate. */
  readonly keyFits?: boolean;
  /** What is certainly wrong with the rest of the bundle. */
  readonly chainProblem?: string;
}

/** Times are milliseconds since the epoch. */
export interface CertificateDates {
  readonly subject: string;
  /** Who has signed it. */
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

const PEM_CERTIFICATE =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const PEM_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]*?-----END (?:[A-Z]+ )?PRIVATE KEY-----/;

/** Loaded with the first Secret: every thread knows the views, few read one of these, and it takes 3 ms. */
const nodeCrypto = () => process.getBuiltinModule('node:crypto');

/** Longer bundles are those of whole trust stores: what follows is not looked at. */
const MAX_CERTIFICATES = 20;

/**
 * Reads the certificate of the data of a Secret (`tls.crt`, `tls.key`, in Base64). Never throws, and says nothing of the key
 * but whether it fits.
 */
export const readServedCertificate = (data: Readonly<Record<string, string>>): ServedCertificate => {
  const pem = decodeData(data['tls.crt']);
  if (pem === undefined) return { problem: describeAbsence(data, 'tls.crt') };
  const [own, ...others] = parseBundle(pem);
  if (own === undefined) return { problem: 'tls.crt holds no certificate in PEM that can be read' };
  const { issuer, problem: chainProblem } = findChain(own, others);
  return {
    ...keyFacts(data, [own, ...others]),
    own: datesOf(own),
    ...(issuer === undefined ? {} : { issuer: datesOf(issuer) }),
    ...namesOf(own),
    ...(chainProblem === undefined ? {} : { chainProblem }),
  };
};

const decodeData = (text: string | undefined): string | undefined =>
  text ? Buffer.from(text, 'base64').toString('latin1') : undefined;

const describeAbsence = (data: Readonly<Record<string, string>>, key: string): string => {
  if (Object.hasOwn(data, key)) return `${key} is empty`;
  const keys = Object.keys(data);
  return `it has no ${key}${keys.length === 0 ? '' : `, only ${keys.slice(0, 5).join(', ')}`}`;
};

/** A server reads the first certificate; one behind it that cannot be read is left out. */
const parseBundle = (pem: string): readonly X509Certificate[] => {
  const [first, ...rest] = (pem.match(PEM_CERTIFICATE) ?? []).slice(0, MAX_CERTIFICATES).map(parseCertificate);
  return first === undefined ? [] : [first, ...rest.filter((one) => one !== undefined)];
};

const parseCertificate = (pem: string): X509Certificate | undefined => {
  try {
    return new (nodeCrypto().X509Certificate)(pem);
  } catch {
    return undefined;
  }
};

const keyFacts = (
  data: Readonly<Record<string, string>>,
  bundle: readonly X509Certificate[],
): Pick<ServedCertificate, 'keyFits' | 'problem'> => {
  const pem = decodeData(data['tls.key']);
  if (pem === undefined) return { problem: describeAbsence(data, 'tls.key') };
  const key = parseKey(pem);
  if (key === undefined)
    return { problem: 'tls.key holds no private key in PEM that can be read without a passphrase' };
  const position = bundle.findIndex((certificate) => isKeyOf(key, certificate));
  if (position === 0) return { keyFits: true };
  const where = position > 0 ? `, but to certificate ${position + 1} of tls.crt, which has to be the first` : '';
  return { keyFits: false, problem: `the key (tls.key) does not belong to the certificate (tls.crt)${where}` };
};

const isKeyOf = (key: KeyObject, certificate: X509Certificate): boolean => {
  try {
    return certificate.checkPrivateKey(key);
  } catch {
    return false;
  }
};

/** What OpenSSL says of a key that it cannot read is not passed on. */
const parseKey = (pem: string): KeyObject | undefined => {
  try {
    return nodeCrypto().createPrivateKey(PEM_KEY.exec(pem)?.[0] ?? '');
  } catch {
    return undefined;
  }
};

const datesOf = (certificate: X509Certificate): CertificateDates => ({
  subject: formatDistinguishedName(certificate.subject),
  issuer: formatDistinguishedName(certificate.issuer),
  notBefore: Date.parse(certificate.validFrom),
  notAfter: Date.parse(certificate.validTo),
});

const namesOf = ({ subjectAltName, subject }: X509Certificate): Pick<ServedCertificate, 'names' | 'commonName'> => {
  const names = (subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice('DNS:'.length).toLowerCase()] : []));
  const commonName = /^CN=(.+)$/m.exec(subject ?? '')?.[1];
  return { names, ...(subjectAltName === undefined && commonName !== undefined ? { commonName } : {}) };
};
