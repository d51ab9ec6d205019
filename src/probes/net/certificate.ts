import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { checkServerIdentity, type DetailedPeerCertificate, getCACertificates, type TLSSocket } from 'node:tls';
import { formatDistinguishedName, isIssuedBy } from '../../model/certificate-issuer.ts';
import { ProbeError } from '../../model/errors.ts';
import { describeErrorCode } from './network-error.ts';

/** One certificate of a chain, as it is judged and shown. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** SHA-256, hexadecimal with colons. */
  readonly fingerprint: string;
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly selfSigned: boolean;
}

export interface ChainFacts {
  /** The server's own certificate first, then those of its issuers as far as they are known. */
  readonly chain: readonly CertificateFacts[];
  /** From the server's own certificate to the trusted root; empty when none is reached. Others that were sent are not needed. */
  readonly verified: readonly CertificateFacts[];
  /** Why the chain leads to no trusted root, regardless of dates; null when it does. */
  readonly trustProblem: string | null;
  /** Why the certificate is not for the name; null when it is, undefined when no name was given. */
  readonly nameProblem: string | null | undefined;
}

export type CertificateChain = readonly X509Certificate[];

export interface TrustContext {
  readonly name: string | undefined;
  /** PEM of the trusted roots; the system's when left out. */
  readonly ca: string | undefined;
  /** Code of OpenSSL's verification: null when it passed, undefined when it was not run. */
  readonly verdict: string | null | undefined;
}

/** The facts of a chain, and whether it is trusted and for the name. */
export const judgeChain = (chain: CertificateChain, context: TrustContext): ChainFacts => {
  const verified = findVerifiedPath(chain, context.ca);
  return {
    chain: chain.map(certificateFacts),
    verified: verified.map(certificateFacts),
    trustProblem: findTrustProblem(chain, verified, context),
    nameProblem: context.name === undefined ? undefined : findNameProblem(chain[0], context.name),
  };
};

/** The certificates that the server sent, and the root that Node found for them. */
export const readPeerChain = (socket: TLSSocket): CertificateChain => {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
};

/**
 * The certificates of a PEM text in their order; `source` is for the message. Throws ProbeError `empty_result` when there are
 * none, `protocol` when one cannot be read.
 */
export const parsePemChain = (pem: string, source: string): CertificateChain => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new ProbeError('empty_result', `${source} holds no certificate`);
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw new ProbeError('protocol', `certificate ${index + 1} of ${source} cannot be read`, {
        cause: error,
        advice: 'broken_pem',
      });
    }
  });
};

const certificateFacts = (certificate: X509Certificate): CertificateFacts => ({
  subject: formatDistinguishedName(certificate.subject),
  issuer: formatDistinguishedName(certificate.issuer),
  serial: certificate.serialNumber,
  fingerprint: certificate.fingerprint256,
  names: (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== ''),
  notBefore: Date.parse(certificate.validFrom),
  notAfter: Date.parse(certificate.validTo),
  selfSigned: certificate.checkIssued(certificate),
});

/** What a person calls a certificate: its subject, else the first name that it is for, as short-lived ones have no subject. */
export const certificateName = ({ subject, names, serial }: CertificateFacts): string =>
  subject || (names[0]?.replace(/^[^:]*:/, '') ?? `with the serial number ${serial}`);

const findNameProblem = (certificate: X509Certificate | undefined, name: string): string | null => {
  if (certificate === undefined) return 'there is no certificate';
  const problem = checkServerIdentity(name, certificate.toLegacyObject());
  if (problem === undefined) return null;
  // Node's reason for an address lists the addresses of the certificate only, which are often none.
  if (isIP(name) !== 0 && certificate.subjectAltName !== undefined)
    return `${name} is not among its names: ${certificate.subjectAltName}`;
  return 'reason' in problem && typeof problem.reason === 'string' ? problem.reason : problem.message;
};

/** OpenSSL stops at a wrong date, so that with these codes the chain still has to be verified. */
const DATE_VERDICTS: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

const findTrustProblem = (
  chain: CertificateChain,
  verified: CertificateChain,
  { verdict }: TrustContext,
): string | null => {
  // Node compares the name only after the chain was trusted; the name is judged apart.
  if (verdict === null || verdict === 'ERR_TLS_CERT_ALTNAME_INVALID') return null;
  if (verdict !== undefined && !DATE_VERDICTS.includes(verdict)) return describeVerdict(verdict, chain.at(-1));
  return verified.length > 0 ? null : 'the chain leads to no trusted root';
};

/** OpenSSL's codes for a chain that ends before its root. */
const INCOMPLETE_VERDICTS: readonly string[] = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
];

const describeVerdict = (verdict: string, last: X509Certificate | undefined): string => {
  if (!INCOMPLETE_VERDICTS.includes(verdict) || last === undefined || last.checkIssued(last))
    return `${describeErrorCode(verdict) ?? 'OpenSSL refuses the chain'} (${verdict})`;
  return `the server does not send the certificate of its issuer ${formatDistinguishedName(last.issuer)}; have it send the whole chain, or trust that issuer (ca) if it is a root of your own (${verdict})`;
};

/**
 * Follows the signatures to a trusted root regardless of dates, of several issuers the one that ends last, as OpenSSL does.
 * Roots come first, so that a certificate behind a trusted one does not count.
 */
const findVerifiedPath = (chain: CertificateChain, ca: string | undefined): CertificateChain => {
  const { roots, fingerprints } = rootStore(ca);
  const others = chain.slice(1).toSorted(byLatestEnd);
  const climb = (path: CertificateChain): CertificateChain => {
    const current = path.at(-1);
    if (current === undefined || fingerprints.has(current.fingerprint256)) return path;
    const root = roots.find((one) => one.ca && isIssuedBy(current, one));
    if (root !== undefined) return [...path, root];
    const issuers = others.filter((other) => other.ca && !path.includes(other) && isIssuedBy(current, other));
    return issuers.map((issuer) => climb([...path, issuer])).find((found) => found.length > 0) ?? [];
  };
  return climb(chain.slice(0, 1));
};

const byLatestEnd = (one: X509Certificate, other: X509Certificate): number =>
  Date.parse(other.validTo) - Date.parse(one.validTo);

/** Trusted roots, the one that ends last first. */
interface RootStore {
  readonly roots: CertificateChain;
  readonly fingerprints: ReadonlySet<string>;
}

/** By PEM text; undefined: those of the system. */
const rootStores = new Map<string | undefined, RootStore>();

/** Made once, as a system has some 150: to read and to sort them takes longer than a handshake. */
const rootStore = (ca: string | undefined): RootStore => {
  const known = rootStores.get(ca);
  if (known !== undefined) return known;
  const given = ca === undefined ? getCACertificates('default').map(parseCertificate) : parsePemChain(ca, 'ca');
  const roots = given.toSorted(byLatestEnd);
  const store = { roots, fingerprints: new Set(roots.map(({ fingerprint256 }) => fingerprint256)) };
  rootStores.set(ca, store);
  return store;
};

const parseCertificate = (pem: string): X509Certificate => new X509Certificate(pem);
