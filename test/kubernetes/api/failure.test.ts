import { describe, expect, it } from 'vitest';
import { failureReason, networkFailure } from '../../../src/kubernetes/api/failure.ts';

describe('networkFailure', () => {
  it.each([
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND api.example', 'dns', 'its name has no address (ENOTFOUND)'],
    [
      'EPROTO',
      'write EPROTO C0:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../ssl/record.c:77:\n',
      'tls_handshake',
      'the TLS handshake failed: wrong version number (EPROTO)',
    ],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'tls_expired', /^its certificate cannot be trusted: .* expired/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'not in the names', 'tls_name', /names/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate', 'tls_untrusted', /self-signed/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'no issuer', 'tls_untrusted', /issuer/],
    ['ECONNRESET', 'read ECONNRESET', 'unreachable', 'the connection broke: read ECONNRESET'],
  ])('gives %s its reason and message', (code, message, reason, words) => {
    const failure = networkFailure(Object.assign(new Error(message), { code }));
    expect(failureReason(failure)).toBe(reason);
    expect(failure.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });
});
