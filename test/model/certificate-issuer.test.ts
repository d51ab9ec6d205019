import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { isIssuedBy } from '../../src/model/certificate-issuer.ts';
import { issueAuthority, issueCertificate } from '../support/certificates.ts';

const authority = issueAuthority();
const issuer = new X509Certificate(authority.cert);
const leaf = new X509Certificate(issueCertificate({ subject: 'web', names: ['web'], issuer: authority }).cert);

/** The same certificate with a key of an algorithm that nobody knows. */
const withUnknownKey = ({ raw }: X509Certificate): X509Certificate => {
  const ecKey = '2a8648ce3d0201';
  return new X509Certificate(Buffer.from(raw.toString('hex').replace(ecKey, ecKey.replace(/01$/, '7f')), 'hex'));
};

it.each([
  ['its issuer', issuer, true],
  ['another authority of that name', new X509Certificate(issueAuthority().cert), false],
  ['itself', leaf, false],
  ['one whose key cannot be read', withUnknownKey(issuer), false],
])('whether a certificate is issued by %s is told', (_, by, expected) => {
  expect(isIssuedBy(leaf, by)).toBe(expected);
});
