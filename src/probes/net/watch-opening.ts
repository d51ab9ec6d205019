import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ProbeError } from '../../model/errors.ts';
import { networkError } from './network-error.ts';

/** A proxy for a dead backend takes the connection and closes it within so many ms. */
const DROP_MS = 100;

/** In TLS 1.3 the client is done before the server has judged its certificate (RFC 8446, 2): the alert comes later. */
const VERDICT_MS = 250;

export interface OpeningTerms {
  /** `host:port`, for the message. */
  readonly target: string;
  /** Whether the other side may close at once. It may not refuse TLS. */
  readonly allowClose: boolean;
}

/**
 * Watches a connection that has just been opened: returns at its first byte, at a session ticket, or after a short silence.
 * Throws ProbeError `unreachable` when it is closed before that, `tls_handshake` when a TLS alert ends it.
 */
export const watchOpening = async (socket: Socket, { target, allowClose }: OpeningTerms): Promise<void> => {
  const isJudgedLater = socket instanceof TLSSocket && socket.getProtocol() === 'TLSv1.3';
  if (allowClose && !isJudgedLater) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, isJudgedLater ? VERDICT_MS : DROP_MS);
  const accept = (): void => resolve();
  const close = (cause?: unknown): void => (allowClose ? resolve() : reject(closedAtOnceError(target, cause, socket)));
  const fail = (error: unknown): void => {
    const known = networkError(error, target);
    if (known instanceof ProbeError && known.reason === 'tls_handshake') reject(known);
    else close(error);
  };
  const end = (): void => close();
  socket.once('data', accept).once('end', end).once('close', end).once('error', fail);
  if (isJudgedLater) socket.once('session', accept);
  if (socket.destroyed) fail(socket.errored);
  await promise.finally(() => {
    clearTimeout(timer);
    socket.off('data', accept).off('end', end).off('close', end).off('error', fail).off('session', accept).pause();
  });
};

/** The error of a connection that was taken and closed before a byte. */
export const closedAtOnceError = (target: string, cause: unknown, socket?: Socket): ProbeError => {
  const hint =
    socket instanceof TLSSocket ? ' after the TLS handshake, as a server does that refuses the client certificate' : '';
  return new ProbeError('unreachable', `${target}: took the connection and closed it at once${hint}`, { cause });
};
