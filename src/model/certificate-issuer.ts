import type { X509Certificate } from 'node:crypto';

/**
 * Whether one certificate has signed another one, by names and signature; that it is an authority's is not asked. A key that
 * OpenSSL does not know has signed nothing that can be followed.
 */
export const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
};

/** A subject or an issuer in one line, as Node has it in several: `CN=shop.example, O=Shop`. Those of short-lived ones are empty. */
export const formatDistinguishedName = (name: string | undefined): string => (name ?? '').split('\n').join(', ');
