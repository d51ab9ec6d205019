import { describe, expect, it } from 'vitest';
import { readServedCertificate } from '../../../src/kubernetes/fields/served-certificate.ts';
import { dateInDays, issueAuthority, issueCertificate, type PemCertificate } from '../../support/certificates.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const dataOf = (crt: string, key: string) => ({ 'tls.crt': base64(crt), 'tls.key': base64(key) });
const readPem = ({ chain, key }: Pick<PemCertificate, 'chain' | 'key'>) => readServedCertificate(dataOf(chain, key));

const root = issueAuthority('Root');
const middle = issueCertificate({ subject: 'Middle', issuer: root, authority: true });
const shop = issueCertificate({
  subject: 'shop',
  names: ['Shop.test', '*.shop.test', '10.0.0.1'],
  issuer: middle,
  notAfter: new Date('2027-03-01T00:00:00Z'),
});

describe('readServedCertificate', () => {
  it('tells names, dates and issuer, and that the key fits', () => {
    const served = readPem(shop);
    expect(served).toMatchObject({
      keyFits: true,
      names: ['shop.test', '*.shop.test'],
      own: { subject: 'CN=shop', issuer: 'CN=Middle', notAfter: Date.parse('2027-03-01T00:00:00Z') },
      issuer: { subject: 'CN=Middle', issuer: 'CN=Root' },
    });
    expect([served.problem, served.chainProblem, served.commonName]).toEqual([undefined, undefined, undefined]);
  });

  it.each(['ec', 'rsa2048', 'ed25519'] as const)('knows the key of a certificate with a key of %s', (key) => {
    const own = issueCertificate({ subject: 'x', names: ['x.test'], issuer: root, key });
    expect(readPem(own)).toMatchObject({ keyFits: true });
    expect(readPem({ chain: own.chain, key: shop.key })).toMatchObject({
      keyFits: false,
      problem: 'the key (tls.key) does not belong to the certificate (tls.crt)',
    });
  });

  it('knows a key in the form of openssl ecparam, behind its parameters', () => {
    const sec1 = shop.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    expect(readPem({ chain: shop.chain, key: parameters + sec1 })).toMatchObject({ keyFits: true });
  });

  it('says where the certificate of the key stands in a bundle that is upside down', () => {
    expect(readPem({ chain: middle.cert + shop.cert, key: shop.key }).problem).toBe(
      'the key (tls.key) does not belong to the certificate (tls.crt), but to certificate 2 of tls.crt, which has to be the first',
    );
  });

  const encrypted = shop.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'word' })
    .toString();
  it.each([
    ['no tls.crt', { password: 'eA==' }, 'it has no tls.crt, only password'],
    ['no data', {}, 'it has no tls.crt'],
    ['an empty tls.crt', { 'tls.crt': '', 'tls.key': '' }, 'tls.crt is empty'],
    ['text for a certificate', dataOf('hello', shop.key), 'tls.crt holds no certificate in PEM that can be read'],
    [
      'a broken certificate',
      dataOf('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', shop.key),
      'tls.crt holds no certificate in PEM that can be read',
    ],
    ['no tls.key', { 'tls.crt': base64(shop.chain) }, 'it has no tls.key, only tls.crt'],
    [
      'text for a key',
      dataOf(shop.chain, 'hello'),
      'tls.key holds no private key in PEM that can be read without a passphrase',
    ],
    [
      'an encrypted key',
      dataOf(shop.chain, encrypted),
      'tls.key holds no private key in PEM that can be read without a passphrase',
    ],
  ])('says what is wrong with %s', (_, data, problem) => {
    expect(readServedCertificate(data).problem).toBe(problem);
  });

  it('keeps neither the key nor the certificate', () => {
    const text = JSON.stringify(readPem(shop));
    for (const pem of [shop.key, shop.cert, middle.cert])
      for (const line of pem.split('\n').slice(1, -2)) expect(text).not.toContain(line);
  });

  it('finds no fault with certificates that no signature leads to, be they expired', () => {
    const extra = issueCertificate({
      subject: 'Old Root',
      authority: true,
      notAfter: dateInDays(-3),
      notBefore: dateInDays(-9),
    });
    const served = readPem({ chain: shop.cert + extra.cert + middle.cert, key: shop.key });
    expect([served.problem, served.chainProblem, served.issuer?.subject]).toEqual([undefined, undefined, 'CN=Middle']);
  });

  it('takes of two certificates of the issuer the one that ends last', () => {
    const old = issueCertificate({
      ...{ subject: 'Middle', issuer: root, authority: true, sameKeyAs: middle },
      ...{ notBefore: dateInDays(-9), notAfter: dateInDays(-3) },
    });
    const served = readPem({ chain: shop.cert + old.cert + middle.cert, key: shop.key });
    expect(served.issuer?.notAfter).toBeGreaterThan(Date.now());
  });

  it('says that issuers are in the wrong order', () => {
    const deep = issueCertificate({ subject: 'Deep', issuer: middle, authority: true });
    const leaf = issueCertificate({ subject: 'x', names: ['x.test'], issuer: deep });
    const wrong = readPem({ chain: leaf.cert + middle.cert + deep.cert, key: leaf.key });
    expect(wrong.chainProblem).toMatch(/wrong order/);
    expect(readPem({ chain: leaf.cert + deep.cert + middle.cert, key: leaf.key }).chainProblem).toBeUndefined();
  });

  it('misses an intermediate only of public authorities, which never sign by their root', () => {
    const order = { subject: 'x', names: ['x.test'], issuer: middle };
    const [own, ofPublic] = [issueCertificate(order), issueCertificate({ ...order, publicLog: true })];
    expect(readPem({ chain: own.cert, key: own.key }).chainProblem).toBeUndefined();
    expect(readPem({ chain: ofPublic.cert, key: ofPublic.key }).chainProblem).toMatch(
      /^tls\.crt lacks the certificate of its issuer CN=Middle/,
    );
    expect(readPem(ofPublic).chainProblem).toBeUndefined();
  });

  it('knows a certificate that has a common name only', () => {
    const own = issueCertificate({ subject: 'shop.test', issuer: root });
    expect(readPem(own)).toMatchObject({ names: [], commonName: 'shop.test' });
  });
});
