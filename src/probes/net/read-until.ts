import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { networkError } from './network-error.ts';

export interface ReadCondition {
  /** Whether what has been received so far is enough. */
  readonly enough: (received: Buffer) => boolean;
  /** Bytes after which reading fails. */
  readonly limit: number;
  /** For the message: `host:port: waiting for the greeting`. */
  readonly target: string;
}

/**
 * Reads a socket until there is enough, then pauses it and returns all that was received. Throws ProbeError when the other
 * side closes first (`unreachable` without a byte, `protocol` with some), fails, or sends more than the limit.
 */
export const readUntil = (socket: Socket, wanted: ReadCondition): Promise<Buffer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let received: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    if (wanted.enough(received)) resolve(received);
    else if (received.length > wanted.limit) reject(new ProbeError('protocol', describeExcess(received, wanted)));
  };
  const fail = (error: unknown): void => reject(networkError(error, wanted.target));
  const end = (): void => reject(closedEarlyError(received, wanted.target));
  socket.on('data', take).once('error', fail).once('end', end).once('close', end);
  if (socket.destroyed || socket.readableEnded) end();
  // A listener alone does not resume a socket that the last call has paused.
  socket.resume();
  return promise.finally(() => {
    socket.off('data', take).off('error', fail).off('end', end).off('close', end).pause();
  });
};

const closedEarlyError = (received: Buffer, target: string): ProbeError =>
  received.length === 0
    ? new ProbeError('unreachable', `${target}: the connection was closed without a byte`)
    : new ProbeError('protocol', `${target}: the connection was closed after ${formatExcerpt(received)}`);

const describeExcess = (received: Buffer, wanted: ReadCondition): string =>
  `${wanted.target}: not found in the first ${wanted.limit} bytes, which begin with ${formatExcerpt(received)}`;

const EXCERPT_BYTES = 120;

/** The first 120 bytes of what a peer sent, quoted, with control characters escaped. */
export const formatExcerpt = (bytes: Buffer): string => {
  const text = JSON.stringify(bytes.subarray(0, EXCERPT_BYTES).toString('latin1'));
  return bytes.length > EXCERPT_BYTES ? `${text}...` : text;
};
