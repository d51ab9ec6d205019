import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ProbeError } from '../../model/errors.ts';
import { networkError } from './network-error.ts';

/** A proxy for a dead backend takes the connection and closes it within so many ms, and a round trip. */
const DROP_MS = 100;

/** In TLS 1.3 the client is done before the server has judged its certificate (RFC 8446, 2): the alert comes later. */
const VERDICT_MS = 250;

export interface OpeningTerms {
  /** `host:port`, for the message. */
  readonly target: string;
  /** Whether the other side may close at once. It may not refuse TLS. */
  readonly allowClose: boolean;
  /** What opening it took, in ms: a server that is far or busy takes as long again for its first word. */
  readonly openedInMs: number;
}

/** A connection that was opened slowly is watched for so much longer at most. */
const MAX_ROUND_TRIP_MS = 500;

/**
 * Watches a connection that has just been opened: returns at its first byte, at a session ticket, or after a short silence.
 * Throws ProbeError `unreachable` when it is closed before that, `tls_handshake` when a TLS alert ends it.
 */
export const watchOpening = async (socket: Socket, terms: OpeningTerms): Promise<void> => {
  const { target, allowClose, openedInMs } = terms;
  const isJudgedLater = socket instanceof TLSSocket && socket.getProtocol() === 'TLSv1.3';
  if (allowClose && !isJudgedLater) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const silence = (isJudgedLater ? VERDICT_MS : DROP_MS) + Math.min(openedInMs, MAX_ROUND_TRIP_MS);
  const stopListening = listenFor(silence, resolve);
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
    stopListening();
    socket.off('data', accept).off('end', end).off('close', end).off('error', fail).off('session', accept).pause();
  });
};

const LISTENING_PARTS = 4;

/**
 * Calls `done` once this thread has been able to hear its sockets for so many ms; returns what ends that. While a thread is busy
 * its timers run out before it has read what arrived: of such a time only a part counts.
 */
const listenFor = (ms: number, done: () => void): (() => void) => {
  let timer: NodeJS.Timeout;
  let last: NodeJS.Immediate | undefined;
  const wait = (parts: number): void => {
    timer = setTimeout(() => {
      if (parts > 1) wait(parts - 1);
      // Runs after the sockets were read once more.
      else last = setImmediate(done);
    }, ms / LISTENING_PARTS);
  };
  wait(LISTENING_PARTS);
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
};

/** The error of a connection that was taken and closed before a byte. */
export const closedAtOnceError = (target: string, cause: unknown, socket?: Socket): ProbeError => {
  const hint =
    socket instanceof TLSSocket ? ' after the TLS handshake, as a server does that refuses the client certificate' : '';
  return new ProbeError('unreachable', `${target}: took the connection and closed it at once${hint}`, { cause });
};
