import { createHash, verify, X509Certificate } from 'node:crypto';
import type { BasicOCSPResponse } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { isIssuedBy } from '../../model/certificate-issuer.ts';

/** Purpose of a certificate: to sign answers of OCSP for its issuer (RFC 6960, 4.2.2.2). */
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** Who signs an answer: the issuer itself, or a certificate in the answer that the issuer made for that; undefined: neither. */
export const findSigner = (
  { tbsResponseData: { responderID }, certs = [] }: BasicOCSPResponse,
  issuer: X509Certificate,
): X509Certificate | undefined => {
  const { byName, byKey } = responderID;
  const isResponder = (one: X509Certificate): boolean => {
    const { subject, subjectPublicKeyInfo } = AsnConvert.parse(one.raw, Certificate).tbsCertificate;
    if (byName !== undefined)
      return bytesOf(AsnConvert.serialize(subject)).equals(bytesOf(AsnConvert.serialize(byName)));
    const key = createHash('sha1').update(bytesOf(subjectPublicKeyInfo.subjectPublicKey)).digest();
    return byKey !== undefined && key.equals(bytesOf(byKey.buffer));
  };
  const delegates = certs
    .map((one) => new X509Certificate(bytesOf(AsnConvert.serialize(one))))
    .filter((one) => one.keyUsage?.includes(OCSP_SIGNING) && isIssuedBy(one, issuer));
  return [issuer, ...delegates].find(isResponder);
};

/** Digests of signatures by their identifiers; undefined: the algorithm has its own. */
const SIGNATURE_DIGESTS: ReadonlyMap<string, string | undefined> = new Map([
  ['1.2.840.113549.1.1.5', 'sha1'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.1', 'sha1'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.3.101.112', undefined],
  ['1.3.101.113', undefined],
]);

/** Why the signature over the answer proves nothing; null when it is that of the signer's key. */
export const findSignatureProblem = (
  { tbsResponseDataRaw, signatureAlgorithm: { algorithm }, signature }: BasicOCSPResponse,
  { publicKey }: X509Certificate,
): string | null => {
  if (tbsResponseDataRaw === undefined) return 'it has nothing that could be signed';
  if (!SIGNATURE_DIGESTS.has(algorithm))
    return `its signature is of an algorithm that is not known here (${algorithm})`;
  const digest = SIGNATURE_DIGESTS.get(algorithm);
  return verify(digest, bytesOf(tbsResponseDataRaw), publicKey, bytesOf(signature))
    ? null
    : 'its signature is not that of the authority';
};

const bytesOf = (bytes: ArrayBuffer): Buffer => Buffer.from(bytes);
