import type { X509Certificate } from 'node:crypto';

/** The extension "TLS feature" (RFC 7633), 1.3.6.1.5.5.7.1.24, in DER. */
const TLS_FEATURE = Buffer.from([0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x18]);

/** `status_request`, 5, in the list of features: an octet string with a sequence of integers. */
const STATUS_REQUEST = Buffer.from([0x02, 0x01, 0x05]);

/** What follows the identifier: perhaps "critical", and a list of a few features. */
const MAX_EXTENSION_BYTES = 32;

/** Whether clients refuse the certificate without a valid staple, because it says so itself ("must-staple"). */
export const mustStaple = ({ raw }: X509Certificate): boolean => {
  const at = raw.indexOf(TLS_FEATURE);
  if (at < 0) return false;
  return raw.subarray(at + TLS_FEATURE.length, at + TLS_FEATURE.length + MAX_EXTENSION_BYTES).includes(STATUS_REQUEST);
};
