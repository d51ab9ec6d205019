import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type DetailedPeerCertificate, getCACertificates, type TLSSocket } from 'node:tls';
import { ProbeError } from '../../model/errors.ts';

/** What people ask of one certificate. */
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
  /** The certificate first, then those that signed it, as far as they are known. */
  readonly chain: readonly CertificateFacts[];
  /** Why the chain leads to no trusted root, its dates left aside; null: it does. */
  readonly trustProblem: string | null;
  /** Why the certificate is not for the name; null: it is; undefined: no name was given. */
  readonly nameProblem: string | null | undefined;
}

export type Parsed = readonly X509Certificate[];

export interface Context {
  readonly name: string | undefined;
  /** PEM of the trusted roots; the system's when left out. */
  readonly ca: string | undefined;
  /** The code of OpenSSL's verification: null when it is content, undefined when it was not asked. */
  readonly verdict: string | null | undefined;
}

/** What there is to say of a chain. */
export const factsOf = (chain: Parsed, context: Context): ChainFacts => ({
  chain: chain.map(certificateFacts),
  trustProblem: trustProblem(chain, context),
  nameProblem: context.name === undefined ? undefined : nameProblem(chain[0], context.name),
});

/** The certificates that the server sent, completed by the roots that were found for them. */
export const peerChain = (socket: TLSSocket): Parsed => {
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

/** The certificates of a PEM text in their order. Throws ProbeError `empty_result` when there are none, `protocol` when one cannot be read. */
export const parseChain = (pem: string, source: string): Parsed => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new ProbeError('empty_result', `${source} holds no certificate`);
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw new ProbeError('protocol', `certificate ${index + 1} of ${source} cannot be read`, { cause: error });
    }
  });
};

const certificateFacts = (certificate: X509Certificate): CertificateFacts => ({
  subject: oneLine(certificate.subject),
  issuer: oneLine(certificate.issuer),
  serial: certificate.serialNumber,
  fingerprint: certificate.fingerprint256,
  names: (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== ''),
  notBefore: Date.parse(certificate.validFrom),
  notAfter: Date.parse(certificate.validTo),
  selfSigned: certificate.checkIssued(certificate),
});

const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');

const nameProblem = (certificate: X509Certificate | undefined, name: string): string | null => {
  if (certificate === undefined) return 'there is no certificate';
  const problem = checkServerIdentity(name, certificate.toLegacyObject());
  if (problem === undefined) return null;
  return 'reason' in problem && typeof problem.reason === 'string' ? problem.reason : problem.message;
};

/** What OpenSSL says of dates hides whether the chain is trusted: the signatures are followed again then. */
const DATES: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

const trustProblem = (chain: Parsed, { ca, verdict }: Context): string | null => {
  // Node looks at the name only when the chain is trusted; the name is judged apart.
  if (verdict === null || verdict === 'ERR_TLS_CERT_ALTNAME_INVALID') return null;
  if (verdict !== undefined && !DATES.includes(verdict)) return verdict;
  return leadsToRoot(chain, ca) ? null : 'the chain leads to no trusted root';
};

/** Follows the signatures, dates left aside; for a file and for chains whose dates stopped OpenSSL. */
const leadsToRoot = (chain: Parsed, ca: string | undefined): boolean => {
  const roots = ca === undefined ? systemRoots() : parseChain(ca, 'ca');
  const [leaf, ...others] = chain;
  let current = leaf;
  for (let depth = 0; current !== undefined && depth <= chain.length; depth++) {
    const certificate = current;
    if (roots.some((root) => root.fingerprint256 === certificate.fingerprint256)) return true;
    if (roots.some((root) => signedBy(certificate, root))) return true;
    current = others.find((other) => other !== certificate && signedBy(certificate, other));
  }
  return false;
};

const signedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

let parsedRoots: Parsed | undefined;

/** Parsed once: there are some 150 of them. */
const systemRoots = (): Parsed => {
  parsedRoots ??= getCACertificates('default').map((pem) => new X509Certificate(pem));
  return parsedRoots;
};
