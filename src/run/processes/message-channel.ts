import type { Duplex } from 'node:stream';
import { deserialize, serialize } from 'node:v8';

/** A connection to another process. Not Node's own: bytes on it that are no message would throw outside of every handler. */
export interface MessageChannelEnd {
  send(message: unknown): void;
  /** Closes it: nothing more is told of it. */
  close(): void;
}

export interface ChannelHandlers {
  /** What it throws makes the message none of kavmon's. */
  message(message: unknown): void;
  /** Called once: the other end has closed it, or sent what is no message. */
  ended(why: string): void;
}

/** Where the connection is in the child. */
export const CHANNEL_FD = 3;

/** What `ended` is told when the other end was closed. */
export const CLOSED_MESSAGE = 'it closed its connection to kavmon';

const HEADER_BYTES = 4;

/** Of one message: a result with all its findings. */
const MAX_MESSAGE_BYTES = 16 * 2 ** 20;

/** Opens the connection over a stream: each message is its length in four bytes, and itself as `node:v8` serializes it. */
export const openChannel = (
  stream: Duplex,
  handlers: ChannelHandlers,
  maxBytes = MAX_MESSAGE_BYTES,
): MessageChannelEnd => {
  let isOpen = true;
  const close = (): void => {
    isOpen = false;
    stream.destroy();
  };
  const end = (why: string): void => {
    if (!isOpen) return;
    close();
    handlers.ended(why);
  };
  const takeFrames = createFrameReader(maxBytes);
  const read = (chunk: Buffer): void => {
    try {
      for (const frame of takeFrames(chunk)) if (isOpen) handlers.message(deserialize(frame));
    } catch {
      end('what came over its connection to kavmon is no message of kavmon');
    }
  };
  stream.on('data', (chunk: Buffer) => isOpen && read(chunk));
  stream.on('error', () => end('its connection to kavmon broke'));
  stream.on('close', () => end(CLOSED_MESSAGE));
  stream.on('end', () => end(CLOSED_MESSAGE));
  return {
    send: (message) => {
      if (isOpen) stream.write(frameOf(serialize(message)));
    },
    close,
  };
};

const frameOf = (body: Buffer): Buffer => {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
};

/** A function that takes the next bytes and yields the messages that are whole. Throws when one is too large. */
const createFrameReader = (maxBytes: number) => {
  let parts: Buffer[] = [];
  let size = 0;
  let wanted: number | undefined;
  const take = (bytes: number): Buffer => {
    const whole = Buffer.concat(parts, size);
    parts = [whole.subarray(bytes)];
    size -= bytes;
    return whole.subarray(0, bytes);
  };
  const readHeader = (): void => {
    if (wanted !== undefined || size < HEADER_BYTES) return;
    wanted = take(HEADER_BYTES).readUInt32BE();
    if (wanted > maxBytes) throw new RangeError('the message is too large');
  };
  return function* takeFrames(chunk: Buffer): Generator<Buffer> {
    parts.push(chunk);
    size += chunk.length;
    for (readHeader(); wanted !== undefined && size >= wanted; readHeader()) {
      const frame = take(wanted);
      wanted = undefined;
      yield frame;
    }
  };
};
