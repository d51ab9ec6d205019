import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';

type ErrorMeaning = readonly [reason: ProbeReason, text: string, advice?: Advice];

const ERROR_CODES: Readonly<Record<string, ErrorMeaning>> = {
  ECONNREFUSED: ['connect_refused', 'connection refused'],
  EHOSTUNREACH: ['unreachable', 'no route to the host'],
  ENETUNREACH: ['unreachable', 'no route to the network'],
  EHOSTDOWN: ['unreachable', 'the host is down'],
  ENETDOWN: ['unreachable', 'the network is down'],
  EADDRNOTAVAIL: ['unreachable', 'no local address to connect from'],
  EACCES: ['unreachable', 'the connection is forbidden by a firewall or policy'],
  EPERM: ['unreachable', 'the connection is forbidden by a firewall or policy'],
  ENOENT: ['unreachable', 'no such socket'],
  // A peer that closes in the middle counts as a fault of the network, so that it is retried; no packet was swallowed.
  ECONNRESET: ['unreachable', 'the connection was closed by the other side', 'closed'],
  ECONNABORTED: ['unreachable', 'the connection was aborted', 'closed'],
  EPIPE: ['unreachable', 'the connection was closed by the other side', 'closed'],
  ETIMEDOUT: ['connect_timeout', 'no answer to the connection attempt'],
  CERT_HAS_EXPIRED: ['tls_expired', 'a certificate has expired'],
  CERT_NOT_YET_VALID: ['tls_expired', 'a certificate is not valid yet'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls_name', 'the certificate is for another name'],
  HOSTNAME_MISMATCH: ['tls_name', 'the certificate is for another name'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls_untrusted', 'the certificate is self-signed and not trusted'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls_untrusted', 'the root of the chain is not trusted'],
  UNABLE_TO_GET_ISSUER_CERT: ['tls_untrusted', 'the chain leads to no trusted root'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls_untrusted', 'the chain leads to no trusted root'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls_untrusted', 'the chain leads to no trusted root'],
  CERT_SIGNATURE_FAILURE: ['tls_untrusted', 'the signature of a certificate is wrong'],
  CERT_UNTRUSTED: ['tls_untrusted', 'the root of the chain is not trusted for this purpose'],
  CERT_REJECTED: ['tls_untrusted', 'the root of the chain rejects this purpose'],
  CERT_REVOKED: ['tls_untrusted', 'a certificate is revoked'],
  CERT_CHAIN_TOO_LONG: ['tls_untrusted', 'the chain is too long'],
  PATH_LENGTH_EXCEEDED: ['tls_untrusted', 'the chain is longer than its authority allows'],
  INVALID_CA: ['tls_untrusted', 'a certificate of the chain is no authority'],
  INVALID_PURPOSE: ['tls_untrusted', 'a certificate is not meant for servers'],
  UNSPECIFIED: ['tls_untrusted', 'the certificate is refused'],
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: [
    'tls_handshake',
    'the server has no certificate for the name that is asked for (SNI), compare host and serverName',
  ],
  EPROTO: ['tls_handshake', 'the TLS handshake failed'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls_handshake', 'the other side does not speak TLS, it answers in the clear'],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['tls_handshake', 'the other side does not speak TLS, it answers in the clear'],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ['tls_handshake', 'no TLS version in common'],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: ['tls_handshake', 'no TLS version in common'],
  ERR_TLS_INVALID_PROTOCOL_VERSION: ['config', 'unknown TLS version'],
  ERR_SOCKET_BAD_PORT: ['config', 'not a port number'],
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: ['config', 'the client key does not belong to the client certificate'],
};

const ERROR_PREFIXES: readonly (readonly [prefix: string, row: ErrorMeaning])[] = [
  ['ERR_SSL_', ['tls_handshake', 'the TLS handshake failed']],
  ['ERR_TLS_', ['tls_handshake', 'the TLS handshake failed']],
  ['ERR_OSSL_', ['config', 'a certificate or key cannot be used']],
  ['CRL_', ['tls_untrusted', 'the revocation list of a certificate cannot be used']],
];

/** Alerts by which a server judges the certificate of a client (RFC 8446, 6.2), as OpenSSL names them. */
const CLIENT_CERTIFICATE_ALERT =
  /_ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED)$/;
const NO_CERTIFICATE_ALERT = /_ALERT_(NO_CERTIFICATE|CERTIFICATE_REQUIRED)$/;

/** What an alert means that is about the certificate of the client, undefined for every other code. */
const clientCertificateMeaning = (code: string): ErrorMeaning | undefined => {
  if (NO_CERTIFICATE_ALERT.test(code)) return ['tls_handshake', 'the server wants a client certificate'];
  return CLIENT_CERTIFICATE_ALERT.test(code)
    ? ['tls_handshake', 'the server refuses the client certificate, or wants one']
    : undefined;
};

/** Whether a server said no more than that the handshake failed. */
export const isHandshakeFailure = (code: string): boolean => /_ALERT_HANDSHAKE_FAILURE$/.test(code);

/** Whether a server ends TLS because of the certificate of the client. */
export const isClientCertificateAlert = (code: string): boolean => clientCertificateMeaning(code) !== undefined;

/**
 * The ProbeError for an error of a socket or of TLS; `target` stands in its message and holds no
 * credentials. A ProbeError, and an error whose code is unknown (`internal`), come back as they are.
 */
export const networkError = (error: unknown, target: string): unknown => {
  if (error instanceof ProbeError) return error;
  const code = errorCode(error);
  const row = findMeaning(code);
  if (row === undefined) return error;
  const [reason, text, advice] = row;
  return new ProbeError(reason, `${target}: ${text} (${errorDetail(error, code)})`, { cause: error, advice });
};

/** The `code` of a Node error, or an empty text. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What a code of OpenSSL or Node means, for people; undefined when it is not known. */
export const describeErrorCode = (code: string): string | undefined => findMeaning(code)?.[1];

const findMeaning = (code: string): ErrorMeaning | undefined => {
  if (Object.hasOwn(ERROR_CODES, code)) return ERROR_CODES[code];
  return clientCertificateMeaning(code) ?? ERROR_PREFIXES.find(([prefix]) => code.startsWith(prefix))?.[1];
};

/** The names that a certificate is for; Node's own text for an address has its addresses only, which are often none. */
const certifiedNames = (error: Error): string => {
  const { subjectaltname } = ('cert' in error ? error.cert : {}) as { readonly subjectaltname?: string };
  return subjectaltname ?? error.message.replace(/^.*altnames: /s, '');
};

/** The code, and the library's text where it says more: which name, which TLS alert. */
const errorDetail = (error: unknown, code: string): string => {
  if (!(error instanceof Error)) return code;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return certifiedNames(error);
  if (!code.startsWith('ERR_') && code !== 'EPROTO') return code;
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  return `${code}: ${reason.replace(/\s+/g, ' ').slice(0, 200)}`;
};
