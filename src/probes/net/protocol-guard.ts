import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { excerpt } from './read-until.ts';

export interface Guard {
  /** `host:port`, for the message. */
  readonly target: string;
  /** What is spoken: `PostgreSQL`. */
  readonly protocol: string;
  /** Whether the first bytes can be the beginning of an answer. */
  readonly begins: (first: Buffer) => boolean;
  /** Bytes after which the connection is given up. */
  readonly limit: number;
}

/**
 * Listens beside a driver and destroys the socket with ProbeError `protocol` when the other side speaks something else, or
 * sends without end: a driver waits for ever for the rest of a message that another protocol seems to announce.
 */
export const guard = (socket: Socket, { target, protocol, begins, limit }: Guard): void => {
  let received = 0;
  socket.prependListener('data', (chunk: Buffer) => {
    const first = received === 0;
    received += chunk.length;
    if (first && !begins(chunk))
      socket.destroy(new ProbeError('protocol', `${target}: not the answer of ${protocol}: ${excerpt(chunk)}`));
    else if (received > limit)
      socket.destroy(new ProbeError('protocol', `${target}: sent more than ${limit} bytes, which was given up`));
  });
};
