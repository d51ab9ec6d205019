import type { ViewProblem } from '../rows/cluster-data.ts';

/** A request that gave no usable answer, after all tries. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly kind: FailureKind;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions & { readonly status?: number | undefined }) {
    super(message, options);
    this.kind = kind;
    this.status = options?.status;
  }
}

/**
 * `status`: the server refused. `dns`: its name has no address. `connect`: nobody took the connection. `handshake`,
 * `untrusted`, `expired`, `name`: TLS did not come about, and why. `network`: it broke. `silent`: no byte came within a limit.
 * `slow`: bytes came, but no end. `broken`: the bytes are no whole list. `ended`: the caller's signal. `credentials`: they could not be had.
 */
export type FailureKind =
  | 'status'
  | 'refused'
  | 'dns'
  | 'connect'
  | 'handshake'
  | 'untrusted'
  | 'expired'
  | 'name'
  | 'network'
  | 'silent'
  | 'slow'
  | 'broken'
  | 'ended'
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

/** The reason of a result whose view was lost by this failure. */
export const failureReason = ({ kind, status }: ApiFailure): ViewProblem['reason'] =>
  status === 401 || status === 403 ? 'permission' : REASON_BY_KIND[kind];

/** Anything that was thrown, as a failure. */
export const toApiFailure = (error: unknown): ApiFailure => {
  if (error instanceof ApiFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiFailure('broken', message, { cause: error });
};

const UNTRUSTED_TEXT = 'its certificate cannot be trusted';

/** What codes of errors mean, the first that fits. */
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

/** OpenSSL's errors bring several lines of where in it they arose; the words between are meant for people. */
const shortenOpenSslMessage = (message: string): string => /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;

/** An error of the network, told by its code. */
export const networkFailure = (error: Error & { readonly code?: string }): ApiFailure => {
  const code = error.code ?? '';
  const words = shortenOpenSslMessage(error.message);
  const [, kind, text] = ERROR_CODES.find(([known]) => known.test(code)) ?? ['', 'network', 'the connection broke'];
  const isTold = ['refused', 'dns', 'connect'].includes(kind);
  const message = isTold ? `${text} (${code})` : `${text}: ${words}${kind === 'network' ? '' : ` (${code})`}`;
  return new ApiFailure(kind as FailureKind, message, { cause: error });
};
