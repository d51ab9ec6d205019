import type { ViewProblem } from '../../gathered.ts';

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
 * `status`: the server refused. `connect`: nobody took the connection. `network`: it broke. `silent`: no byte came within a limit.
 * `slow`: bytes came, but no end. `broken`: the bytes are no whole list. `ended`: the caller's signal. `credentials`: they could not be had.
 */
export type FailureKind =
  | 'status'
  | 'refused'
  | 'connect'
  | 'network'
  | 'silent'
  | 'slow'
  | 'broken'
  | 'ended'
  | 'credentials';

const REASONS: Readonly<Record<FailureKind, ViewProblem['reason']>> = {
  status: 'dependency',
  refused: 'connect_refused',
  connect: 'unreachable',
  network: 'unreachable',
  silent: 'unreachable',
  slow: 'unreachable',
  broken: 'protocol',
  ended: 'deadline_run',
  credentials: 'permission',
};

/** The reason of a result whose view was lost by this failure. */
export const reasonOf = ({ kind, status }: ApiFailure): ViewProblem['reason'] =>
  status === 401 || status === 403 ? 'permission' : REASONS[kind];

/** Anything that was thrown, as a failure. */
export const asFailure = (error: unknown): ApiFailure => {
  if (error instanceof ApiFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiFailure('broken', message, { cause: error });
};

const REFUSED = new Set(['ECONNREFUSED']);
const UNREACHED = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL']);

/** An error of the network, told by its code. */
export const networkFailure = (error: Error & { readonly code?: string }): ApiFailure => {
  const code = error.code ?? '';
  if (REFUSED.has(code)) return new ApiFailure('refused', `it refused the connection (${code})`, { cause: error });
  if (UNREACHED.has(code)) return new ApiFailure('connect', `it cannot be reached (${code})`, { cause: error });
  if (/CERT|SSL|TLS|SIGNATURE|ISSUER/.test(code)) {
    return new ApiFailure('connect', `its certificate cannot be trusted: ${error.message} (${code})`, { cause: error });
  }
  return new ApiFailure('network', `the connection broke: ${error.message}`, { cause: error });
};
