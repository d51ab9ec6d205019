import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { networkError } from './network-error.ts';

export interface Wanted {
  /** What has come so far is enough. */
  readonly enough: (received: Buffer) => boolean;
  /** Bytes after which no more is waited for. */
  readonly limit: number;
  /** For the message: `host:port: waiting for the greeting`. */
  readonly target: string;
}

/**
 * Reads a socket until there is enough; then it is paused, and what came is returned whole. Throws ProbeError when the
 * other side ends first (`unreachable` without a byte, `protocol` with some), breaks off, or sends more than the limit.
 */
export const readUntil = (socket: Socket, wanted: Wanted): Promise<Buffer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let received: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    if (wanted.enough(received)) resolve(received);
    else if (received.length > wanted.limit) reject(new ProbeError('protocol', tooMuch(received, wanted)));
  };
  const fail = (error: unknown): void => reject(networkError(error, wanted.target));
  const end = (): void => reject(broken(received, wanted.target));
  socket.on('data', take).once('error', fail).once('end', end).once('close', end);
  if (socket.destroyed || socket.readableEnded) end();
  // A listener alone does not start a socket again that the last call has paused.
  socket.resume();
  return promise.finally(() => {
    socket.off('data', take).off('error', fail).off('end', end).off('close', end).pause();
  });
};

const broken = (received: Buffer, target: string): ProbeError =>
  received.length === 0
    ? new ProbeError('unreachable', `${target}: the connection was closed without a byte`)
    : new ProbeError('protocol', `${target}: the connection was closed after ${excerpt(received)}`);

const tooMuch = (received: Buffer, wanted: Wanted): string =>
  `${wanted.target}: not found in the first ${wanted.limit} bytes, which begin with ${excerpt(received)}`;

const EXCERPT = 120;

/** The beginning of what a peer sent, quoted, with control characters escaped. */
export const excerpt = (bytes: Buffer): string => {
  const text = JSON.stringify(bytes.subarray(0, EXCERPT).toString('latin1'));
  return bytes.length > EXCERPT ? `${text}...` : text;
};
