import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Enough to tell what speaks there. */
const RECORDED_BYTES = 256;

/** A connection handed to a library that reads it by itself, and the first bytes that arrived on it. */
export interface RecordedConnection {
  readonly stream: Duplex;
  readonly beginning: () => Buffer;
}

/**
 * The same connection for a library, with its first bytes kept: libraries name their complaint, but not what they read. `seen` is
 * called with all that arrives.
 */
export const recordBeginning = (socket: Socket, seen: (bytes: Buffer) => void = () => {}): RecordedConnection => {
  const { Duplex: DuplexStream } = process.getBuiltinModule('node:stream');
  let first: Buffer = Buffer.alloc(0);
  const stream = new DuplexStream({
    read: () => void socket.resume(),
    write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (first.length < RECORDED_BYTES) first = Buffer.concat([first, chunk.subarray(0, RECORDED_BYTES)]);
    seen(chunk);
    if (!stream.push(chunk)) socket.pause();
  });
  socket.once('end', () => stream.push(null));
  socket.once('error', (error) => stream.destroy(error));
  // What was received whole may still wait to be read.
  socket.once('close', () => {
    if (!socket.readableEnded) stream.destroy();
  });
  return { stream, beginning: () => first };
};
