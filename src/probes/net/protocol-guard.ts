import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { type ExpectedSpeaker, otherProtocolError } from './spoken-protocol.ts';

export interface ProtocolGuard extends ExpectedSpeaker {
  /** Whether an answer of the protocol can begin with these bytes. */
  readonly begins: (first: Buffer) => boolean;
  /** The error for other bytes of which more is known than that no answer begins with them. */
  readonly explain?: (first: Buffer) => ProbeError | undefined;
  /** Bytes after which the connection is closed. */
  readonly limit: number;
}

/**
 * Listens beside a driver and destroys the socket with ProbeError `protocol` when the other side speaks another protocol or
 * sends more than the limit. A driver would wait without end for the rest of a message that such bytes seem to announce.
 */
export const guardProtocol = (socket: Socket, { begins, explain, limit, ...expected }: ProtocolGuard): void => {
  let received = 0;
  socket.prependListener('data', (chunk: Buffer) => {
    const first = received === 0;
    received += chunk.length;
    if (first && !begins(chunk)) socket.destroy(explain?.(chunk) ?? otherProtocolError(expected, chunk));
    else if (received > limit) socket.destroy(tooLongError(expected.target, limit));
  });
};

const tooLongError = (target: string, limit: number): ProbeError =>
  new ProbeError('protocol', `${target}: sent more than ${limit} bytes, which was given up`, {
    advice: 'large_answer',
  });
