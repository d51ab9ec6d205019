import { createHash, type X509Certificate } from 'node:crypto';
import {
  BasicOCSPResponse,
  type CertID,
  OCSPResponse,
  OCSPResponseStatus,
  type SingleResponse,
} from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, CRLReasons } from '@peculiar/asn1-x509';
import { findSignatureProblem, findSigner } from './signature.ts';

/** What a server hands out of its certificate's revocation (OCSP, RFC 6960), signed by the authority. Times: ms since the epoch. */
export interface StapleFacts {
  /** What the authority says of the certificate; null where it could not be verified that it says anything of it. */
  readonly status: 'good' | 'revoked' | 'unknown' | null;
  /** Why nothing can be believed of it; null: signature and certificate fit. */
  readonly problem: string | null;
  readonly thisUpdate: number | null;
  /** From then on it proves nothing any more; null: it does not say. */
  readonly validUntil: number | null;
  readonly revokedAt: number | null;
  /** As RFC 5280, 5.3.1 names it: `keyCompromise`. */
  readonly revocationReason: string | null;
}

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';

/**
 * Reads a staple (DER) for a certificate and verifies it: that it is about this certificate, and signed by its issuer or by
 * whom that has named for it. Dates are not judged. Does not throw: what is wrong is the `problem`.
 */
export const readStaple = (
  der: Uint8Array,
  leaf: X509Certificate,
  issuer: X509Certificate | undefined,
): StapleFacts => {
  try {
    return readResponse(AsnConvert.parse(der, OCSPResponse), leaf, issuer);
  } catch {
    return unproven('it is no answer of OCSP that can be read');
  }
};

const unproven = (problem: string): StapleFacts => ({
  ...{ status: null, problem, thisUpdate: null, validUntil: null, revokedAt: null, revocationReason: null },
});

const readResponse = (
  { responseStatus, responseBytes }: OCSPResponse,
  leaf: X509Certificate,
  issuer: X509Certificate | undefined,
): StapleFacts => {
  if (responseStatus !== OCSPResponseStatus.successful)
    return unproven(`the responder of the authority answered ${OCSPResponseStatus[responseStatus] ?? responseStatus}`);
  if (responseBytes?.responseType !== BASIC_RESPONSE) return unproven('it is of a kind that is not known');
  if (issuer === undefined) return unproven('the certificate of the issuer is not known, so that nobody can verify it');
  const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
  const single = basic.tbsResponseData.responses.find(({ certID }) => isAbout(certID, leaf, issuer));
  if (single === undefined) return unproven('it is about another certificate');
  const signer = findSigner(basic, issuer);
  if (signer === undefined) return unproven('it is signed by nobody whom the issuer has named for that');
  const problem = findSignatureProblem(basic, signer);
  if (problem !== null) return unproven(problem);
  // Who signs in place of the issuer does so until its own certificate ends.
  const signerEnds = signer === issuer ? Number.POSITIVE_INFINITY : Date.parse(signer.validTo);
  const validUntil = Math.min(single.nextUpdate?.getTime() ?? Number.POSITIVE_INFINITY, signerEnds);
  return {
    ...statusOf(single),
    problem: null,
    thisUpdate: single.thisUpdate.getTime(),
    validUntil: Number.isFinite(validUntil) ? validUntil : null,
  };
};

const statusOf = ({ certStatus }: SingleResponse): Pick<StapleFacts, 'status' | 'revokedAt' | 'revocationReason'> => {
  const { revoked, good } = certStatus;
  if (revoked === undefined)
    return { status: good === undefined ? 'unknown' : 'good', revokedAt: null, revocationReason: null };
  const reason = revoked.revocationReason?.reason;
  return {
    status: 'revoked',
    revokedAt: revoked.revocationTime.getTime(),
    revocationReason: reason === undefined ? null : CRLReasons[reason],
  };
};

/** Digests of RFC 6960, 4.1.1, by their identifiers. */
const DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const isAbout = (id: CertID, leaf: X509Certificate, issuer: X509Certificate): boolean => {
  const digest = DIGESTS[id.hashAlgorithm.algorithm];
  if (digest === undefined) return false;
  const { subject, subjectPublicKeyInfo } = AsnConvert.parse(issuer.raw, Certificate).tbsCertificate;
  const hash = (bytes: ArrayBuffer): Buffer => createHash(digest).update(Buffer.from(bytes)).digest();
  return (
    BigInt(`0x${Buffer.from(id.serialNumber).toString('hex')}`) === BigInt(`0x${leaf.serialNumber}`) &&
    hash(AsnConvert.serialize(subject)).equals(Buffer.from(id.issuerNameHash.buffer)) &&
    hash(subjectPublicKeyInfo.subjectPublicKey).equals(Buffer.from(id.issuerKeyHash.buffer))
  );
};
