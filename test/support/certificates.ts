import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
  derBitString,
  derElement,
  derInteger,
  derNull,
  derObjectId,
  derOctetString,
  derSequence,
  derSet,
  derText,
  derTime,
  derTrue,
} from './der.ts';

export type KeyKind = 'ec' | 'ed25519' | 'rsa1024' | 'rsa2048';

/** PEM texts; `chain` is the certificate followed by those of its issuers, without the root. */
export type PemCertificate = { readonly cert: string; readonly key: string; readonly chain: string };

/** A certificate with what it takes to sign others. */
export type IssuedCertificate = PemCertificate & {
  readonly name: Buffer;
  readonly privateKey: KeyObject;
  readonly root: boolean;
};

export type CertificateOrder = {
  readonly subject: string;
  /** DNS names and IP addresses of the subject alternative name; none for an authority. */
  readonly names?: readonly string[];
  /** The authority that signs; without it the certificate signs itself. */
  readonly issuer?: IssuedCertificate;
  readonly authority?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly key?: KeyKind;
  /** `sha1` is weak: for checks that have to find that. */
  readonly digest?: 'sha256' | 'sha1';
  readonly client?: boolean;
  /** Signs answers of OCSP for its issuer. */
  readonly ocspSigning?: boolean;
  /** Is not to be taken without an answer of OCSP. */
  readonly mustStaple?: boolean;
  /** Has timestamps of public logs, as certificates of public authorities have. */
  readonly publicLog?: boolean;
  /** Certifies the key of this one again, as a cross-signature does. */
  readonly sameKeyAs?: IssuedCertificate;
};

const MS_PER_DAY = 86_400_000;

/** The moment `days` from now (negative: before now). */
export const dateInDays = (days: number): Date => new Date(Date.now() + days * MS_PER_DAY);

/** Issues one certificate with a fresh key, by default valid from yesterday for a year. */
export const issueCertificate = (order: CertificateOrder): IssuedCertificate => {
  const keys = order.sameKeyAs === undefined ? generateKeys(order.key ?? 'ec') : keysOf(order.sameKeyAs);
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const name = commonNameOf(order.subject);
  const signer = order.issuer ?? { name, privateKey: keys.privateKey, root: true, chain: '' };
  const algorithm = algorithmOf(signer.privateKey, order.digest ?? 'sha256');
  const body = derSequence(
    derElement(0xa0, derInteger(Buffer.from([2]))),
    derInteger(Buffer.from([0x11, ...randomBytes(15)])),
    algorithm,
    signer.name,
    derSequence(derTime(order.notBefore ?? dateInDays(-1)), derTime(order.notAfter ?? dateInDays(365))),
    name,
    spki,
    derElement(0xa3, derSequence(...extensionsOf(order, spki))),
  );
  const cert = toPem(
    derSequence(body, algorithm, derBitString(sign(order.digest ?? 'sha256', body, signer.privateKey))),
  );
  return {
    cert,
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    chain: order.issuer === undefined || order.issuer.root ? cert : cert + order.issuer.chain,
    name,
    privateKey: keys.privateKey,
    root: order.issuer === undefined,
  };
};

/** A self-signed authority. */
export const issueAuthority = (subject = 'Kavmon Test CA'): IssuedCertificate =>
  issueCertificate({ subject, authority: true });

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'] as const;

/** One authority, and one certificate for each way in which a certificate is valid or not. */
export const makeTestCertificates = () => {
  const ca = issueAuthority();
  const soon = issueCertificate({
    subject: 'Intermediate that ends soon',
    issuer: ca,
    authority: true,
    notBefore: dateInDays(-85),
    notAfter: dateInDays(5),
  });
  const ended = issueCertificate({
    subject: 'Intermediate that has ended',
    issuer: ca,
    authority: true,
    notBefore: dateInDays(-30),
    notAfter: dateInDays(-2),
  });
  const leaf = (order: Partial<CertificateOrder> = {}): IssuedCertificate =>
    issueCertificate({ subject: 'localhost', names: LOOPBACK_NAMES, issuer: ca, ...order });
  return {
    ca,
    leaf: leaf(),
    expired: leaf({ notBefore: dateInDays(-30), notAfter: dateInDays(-1) }),
    endsSoon: leaf({ notBefore: dateInDays(-85), notAfter: dateInDays(5) }),
    notYetValid: leaf({ notBefore: dateInDays(2) }),
    wrongName: leaf({ subject: 'other.example', names: ['other.example'] }),
    selfSigned: issueCertificate({ subject: 'localhost', names: LOOPBACK_NAMES }),
    /** Signed by an authority that is not `ca`. */
    untrusted: leaf({ issuer: issueAuthority('Kavmon Other CA') }),
    /** A valid leaf whose intermediate expires in five days. `chain` has both. */
    soonChain: leaf({ issuer: soon }),
    /** A valid leaf whose intermediate expired two days ago. */
    expiredChain: leaf({ issuer: ended }),
    weakKey: leaf({ key: 'rsa1024' }),
    weakDigest: leaf({
      issuer: issueCertificate({ subject: 'RSA CA', authority: true, key: 'rsa2048' }),
      digest: 'sha1',
      key: 'rsa2048',
    }),
    client: issueCertificate({ subject: 'kavmon-client', issuer: ca, client: true }),
  };
};

/**
 * Writes NAME.pem (chain) and NAME.key into the folder and returns both paths. The key is readable by its owner only.
 */
export const writeCertificate = async (folder: string, name: string, certificate: PemCertificate) => {
  const paths = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) } as const;
  await writeFile(paths.cert, certificate.chain);
  await writeFile(paths.key, certificate.key, { mode: 0o600 });
  return paths;
};

/**
 * Writes a certificate for localhost and 127.0.0.1 into the folder as `server.pem` and `server.key`, and the authority
 * that signed it as `ca.pem`. Returns the three paths and the authority.
 */
export const writeServerCertificate = async (folder: string, authorityName: string) => {
  const root = issueAuthority(authorityName);
  const leaf = issueCertificate({ subject: 'localhost', names: ['localhost', '127.0.0.1'], issuer: root });
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, root.cert);
  return { root, ca, ...(await writeCertificate(folder, 'server', leaf)) };
};

const generateKeys = (kind: KeyKind) => {
  if (kind === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa1024' ? 1024 : 2048 });
};

const keysOf = ({ privateKey }: IssuedCertificate) => ({ privateKey, publicKey: createPublicKey(privateKey) });

const commonNameOf = (commonName: string): Buffer =>
  commonName === '' ? derSequence() : derSequence(derSet(derSequence(derObjectId('2.5.4.3'), derText(commonName))));

const algorithmOf = (key: KeyObject, digest: 'sha256' | 'sha1'): Buffer => {
  if (key.asymmetricKeyType === 'ec')
    return derSequence(derObjectId(digest === 'sha256' ? '1.2.840.10045.4.3.2' : '1.2.840.10045.4.1'));
  return derSequence(derObjectId(digest === 'sha256' ? '1.2.840.113549.1.1.11' : '1.2.840.113549.1.1.5'), derNull());
};

const extensionsOf = (order: CertificateOrder, spki: Uint8Array): Buffer[] => {
  const names = (order.names ?? []).map(alternativeName);
  const purpose = `1.3.6.1.5.5.7.3.${order.ocspSigning === true ? 9 : order.client === true ? 2 : 1}`;
  return [
    derSequence(
      derObjectId('2.5.29.19'),
      derTrue(),
      derOctetString(order.authority === true ? derSequence(derTrue()) : derSequence()),
    ),
    derSequence(
      derObjectId('2.5.29.15'),
      derTrue(),
      derOctetString(
        order.authority === true ? derBitString(Buffer.from([0x06]), 1) : derBitString(Buffer.from([0xa0]), 5),
      ),
    ),
    derSequence(derObjectId('2.5.29.14'), derOctetString(derOctetString(createHash('sha1').update(spki).digest()))),
    ...(order.authority === true
      ? []
      : [derSequence(derObjectId('2.5.29.37'), derOctetString(derSequence(derObjectId(purpose))))]),
    ...(order.mustStaple === true
      ? [derSequence(derObjectId('1.3.6.1.5.5.7.1.24'), derOctetString(derSequence(derInteger(Buffer.from([5])))))]
      : []),
    ...(order.publicLog === true
      ? [derSequence(derObjectId('1.3.6.1.4.1.11129.2.4.2'), derOctetString(derOctetString(Buffer.alloc(2))))]
      : []),
    ...(names.length === 0 ? [] : [derSequence(derObjectId('2.5.29.17'), derOctetString(derSequence(...names)))]),
  ];
};

const alternativeName = (name: string): Buffer => {
  if (isIP(name) === 4) return derElement(0x87, Buffer.from(name.split('.').map(Number)));
  if (name === '::1') return derElement(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
  return derElement(0x82, Buffer.from(name, 'ascii'));
};

const toPem = (content: Uint8Array): string => {
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};
