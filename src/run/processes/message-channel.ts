import type { Duplex } from 'node:stream';
import { deserialize, serialize } from 'node:v8';
import { untilDrained } from '../../process/stream-drain.ts';

/** A connection to another process. Not Node's own: bytes on it that are no message would throw outside of every handler. */
export interface MessageChannelEnd {
  send(message: unknown): void;
  /** Resolves when what was sent is no longer in this process; never rejects. */
  flushed(): Promise<void>;
  /** Closes it: nothing more is told of it. */
  close(): void;
}

export interface ChannelHandlers {
  /** Of so many bytes. What it throws makes the message none of kavmon's. */
  message(message: unknown, bytes: number): void;
  /** Called once: the other end has closed it, or sent what is no message. */
  ended(why: string): void;
}

/** Where the connection is in the child. */
export const CHANNEL_FD = 3;

/** What `ended` is told when the other end was closed. */
export const CLOSED_MESSAGE = 'it closed its connection to kavmon';

const HEADER_BYTES = 4;

/** Of one message of a child: a result, or a part of its findings. */
const MAX_MESSAGE_BYTES = 16 * 2 ** 20;

/** Opens the parent's end. What users' code wrote is read as JSON, which makes nothing but data of any bytes. */
export const openChannelToChild = (stream: Duplex, handlers: ChannelHandlers): MessageChannelEnd =>
  openChannel(stream, handlers, { encode: serialize, decode: readJson, maxBytes: MAX_MESSAGE_BYTES });

/** Opens the child's end, which is sent rows of the cluster as bytes, as many as there are. */
export const openChannelToParent = (stream: Duplex, handlers: ChannelHandlers): MessageChannelEnd =>
  openChannel(stream, handlers, { encode: writeJson, decode: deserialize, maxBytes: Number.POSITIVE_INFINITY });

const readJson = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'));

const writeJson = (message: unknown): Buffer => Buffer.from(JSON.stringify(message));

interface ChannelFormat {
  readonly encode: (message: unknown) => Buffer;
  readonly decode: (bytes: Buffer) => unknown;
  readonly maxBytes: number;
}

/** Each message is its length in four bytes, and itself in the format of its sender. */
const openChannel = (
  stream: Duplex,
  handlers: ChannelHandlers,
  { encode, decode, maxBytes }: ChannelFormat,
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
      for (const frame of takeFrames(chunk)) if (isOpen) handlers.message(decode(frame), frame.length);
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
      if (isOpen) stream.write(frameOf(encode(message)));
    },
    flushed: async () => {
      if (isOpen && stream.writableNeedDrain) await untilDrained(stream);
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
