import { errorMessage } from '../../model/errors.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/** A request without a usable response, after its last try. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly kind: FailureKind;
  /** HTTP status, when there was a response. */
  readonly status: number | undefined;
  /** The part of the message that the server said. */
  readonly said: string | undefined;

  constructor(kind: FailureKind, message: string, options?: FailureOptions) {
    super(message, options);
    this.kind = kind;
    this.status = options?.status;
    this.said = options?.said;
  }
}

interface FailureOptions extends ErrorOptions {
  readonly status?: number | undefined;
  readonly said?: string | undefined;
}

export type FailureKind =
  /** A response with an error status. */
  | 'status'
  /** The connection was refused. */
  | 'refused'
  /** The server's name has no address. */
  | 'dns'
  /** There is no route to the server, or it took no connection. */
  | 'connect'
  /** The TLS handshake failed. */
  | 'handshake'
  /** The certificate is of an unknown authority, is expired, or is for another name. */
  | 'untrusted'
  | 'expired'
  | 'name'
  /** The connection broke. */
  | 'network'
  /** No byte came within a limit. */
  | 'silent'
  /** Bytes came, but not the end of them within the limit. */
  | 'slow'
  /** The body is not what was asked for, or broke off. */
  | 'broken'
  /** The caller's signal was aborted. */
  | 'ended'
  /** Credentials could not be had. */
  | 'credentials';

const REASON_BY_KIND: Readonly<Record<FailureKind, ViewProblem['reason']>> = {
  status: 'dependency',
  refused: 'connect_refused',
  dns: 'dns',
  connect: 'unreachable',
  handshake: 'tls_handshake',
  untrusted: 'tls_untrusted',
  expired: 'tls_expired',
  name: 'tls_name',
  network: 'unreachable',
  silent: 'unreachable',
  slow: 'unreachable',
  broken: 'protocol',
  ended: 'deadline_run',
  credentials: 'permission',
};

/** The reason of results whose view was not read because of this failure. */
export const failureReason = ({ kind, status }: ApiFailure): ViewProblem['reason'] =>
  status === 401 || status === 403 ? 'permission' : REASON_BY_KIND[kind];

/** Returns anything thrown as a failure; what is none yet becomes `broken`. */
export const toApiFailure = (error: unknown): ApiFailure => {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure('broken', errorMessage(error), { cause: error });
};

const UNTRUSTED_TEXT = 'its certificate cannot be trusted';

/** Kinds by the codes of Node's errors; the first pattern that matches counts. */
const ERROR_CODES: readonly (readonly [code: RegExp, kind: FailureKind, text: string])[] = [
  [/^ECONNREFUSED$/, 'refused', 'it refused the connection'],
  [/^(ENOTFOUND|EAI_)/, 'dns', 'its name has no address'],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/, 'connect', 'it cannot be reached'],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'expired', UNTRUSTED_TEXT],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'name', UNTRUSTED_TEXT],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/, 'handshake', 'it does not speak TLS'],
  [/^(EPROTO$|ERR_SSL_|ERR_TLS_)/, 'handshake', 'the TLS handshake failed'],
  [/CERT|SIGNATURE|ISSUER|^INVALID_(CA|PURPOSE)$/, 'untrusted', UNTRUSTED_TEXT],
];

/** The human part of an OpenSSL message, without the lines about where in its source it arose. */
const shortenOpenSslMessage = (message: string): string => /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;

/** Returns the failure of a network error, by its code. */
export const networkFailure = (error: Error & { readonly code?: string }): ApiFailure => {
  const code = error.code ?? '';
  const [, kind, text] = ERROR_CODES.find(([known]) => known.test(code)) ?? ['', 'network', 'the connection broke'];
  const isPlain = ['refused', 'dns', 'connect'].includes(kind);
  const details = isPlain ? '' : `: ${shortenOpenSslMessage(error.message)}`;
  const message = `${text}${details}${kind === 'network' ? '' : ` (${code})`}`;
  return new ApiFailure(kind as FailureKind, message, { cause: error });
};
