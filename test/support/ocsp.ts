import { createHash, sign, X509Certificate } from 'node:crypto';
import type { IssuedCertificate } from './certificates.ts';
import { derBitString, derElement, derInteger, derNull, derObjectId, derOctetString, derSequence } from './der.ts';

/** What an answer of OCSP says, and who says it. */
export interface OcspAnswer {
  readonly about: IssuedCertificate;
  readonly issuer: IssuedCertificate;
  readonly status?: 'good' | 'revoked' | 'unknown';
  readonly thisUpdate?: Date;
  /** Null: it does not say. */
  readonly nextUpdate?: Date | null;
  /** Signs in place of the issuer; its certificate is sent along. */
  readonly signer?: IssuedCertificate;
}

const HOUR_MS = 3_600_000;

const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);

/** An answer of OCSP (RFC 6960) in DER, good from an hour ago for three days when nothing else is said. */
export const ocspAnswer = (answer: OcspAnswer): Buffer => {
  const { about, issuer, signer = issuer, status = 'good' } = answer;
  const { thisUpdate = inHours(-1), nextUpdate = inHours(72) } = answer;
  const serial = Buffer.from(new X509Certificate(about.cert).serialNumber, 'hex');
  const sha1 = (bytes: Uint8Array): Buffer => derOctetString(createHash('sha1').update(bytes).digest());
  const id = derSequence(
    derSequence(derObjectId('1.3.14.3.2.26'), derNull()),
    sha1(issuer.name),
    sha1(publicKeyBits(issuer)),
    derInteger(serial),
  );
  const single = derSequence(
    id,
    statusElement(status),
    generalizedTime(thisUpdate),
    ...(nextUpdate === null ? [] : [derElement(0xa0, generalizedTime(nextUpdate))]),
  );
  const body = derSequence(derElement(0xa1, signer.name), generalizedTime(thisUpdate), derSequence(single));
  const basic = derSequence(
    body,
    derSequence(derObjectId('1.2.840.10045.4.3.2')),
    derBitString(sign('sha256', body, signer.privateKey)),
    ...(signer === issuer ? [] : [derElement(0xa0, derSequence(new X509Certificate(signer.cert).raw))]),
  );
  const bytes = derSequence(derObjectId('1.3.6.1.5.5.7.48.1.1'), derOctetString(basic));
  return derSequence(derElement(0x0a, Buffer.from([0])), derElement(0xa0, bytes));
};

/** An answer without content: the responder could not, or would not (3 is "try later"). */
export const ocspRefusal = (code: number): Buffer => derSequence(derElement(0x0a, Buffer.from([code])));

const statusElement = (status: 'good' | 'revoked' | 'unknown'): Buffer => {
  if (status === 'good') return derElement(0x80);
  if (status === 'unknown') return derElement(0x82);
  return derElement(0xa1, generalizedTime(inHours(-24)), derElement(0xa0, derElement(0x0a, Buffer.from([1]))));
};

const generalizedTime = (at: Date): Buffer =>
  derElement(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));

/** Content of the bit string with the key, at the end of its information: an uncompressed point of P-256. */
const publicKeyBits = ({ cert }: IssuedCertificate): Buffer =>
  new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
