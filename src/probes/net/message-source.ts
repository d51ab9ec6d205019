import type { Socket } from 'node:net';
import type { ProbeError } from '../../model/errors.ts';
import { networkError } from './network-error.ts';

/** The messages of a socket, one after the other. */
export interface MessageSource<Message> {
  /** Throws what ended the socket, or ProbeError `protocol`. */
  readonly next: () => Promise<Message>;
  /** Leaves the socket to somebody else; what has arrived and was not taken is dropped. */
  readonly detach: () => void;
}

/** A message, and the bytes behind it. */
export interface TakenMessage<Message> {
  readonly message: Message;
  readonly rest: Buffer;
}

/** How messages follow each other on a socket. */
interface MessageReading<Message> {
  readonly target: string;
  /** The first message of the bytes; undefined while it is not whole. Throws ProbeError for bytes that are none. */
  readonly take: (bytes: Buffer) => TakenMessage<Message> | undefined;
  /** The error for a socket that ends without one. */
  readonly closed: () => ProbeError;
}

/** Reads messages from now on. */
export const readMessages = <Message>(
  socket: Socket,
  { target, take, closed }: MessageReading<Message>,
): MessageSource<Message> => {
  const messages: Message[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<Message> | undefined;
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    waiting?.reject(failure);
    waiting = undefined;
  };
  const handOver = (): void => {
    const message = waiting === undefined ? undefined : messages.shift();
    if (message === undefined) return;
    waiting?.resolve(message);
    waiting = undefined;
  };
  const receive = (chunk: Buffer): void => {
    // Whoever watches the protocol may have ended it.
    if (socket.destroyed) return;
    rest = Buffer.concat([rest, chunk]);
    try {
      for (let taken = take(rest); taken !== undefined; taken = take(rest)) {
        rest = taken.rest;
        messages.push(taken.message);
      }
    } catch (error) {
      socket.destroy();
      fail(error);
    }
    handOver();
  };
  const end = (): void => fail(closed());
  const breakOff = (error: Error): void => fail(networkError(error, target));
  socket.on('data', receive).once('error', breakOff).once('close', end);
  return {
    next: () => {
      const message = messages.shift();
      if (message !== undefined) return Promise.resolve(message);
      waiting = Promise.withResolvers();
      if (failure !== undefined) waiting.reject(failure);
      return waiting.promise;
    },
    detach: () => void socket.off('data', receive).off('error', breakOff).off('close', end).pause(),
  };
};
