import { createReadStream } from 'node:fs';
import { gunzipChunks } from '../lists/gunzip.ts';
import { toUtf8 } from './encoding.ts';

const READ_BYTES = 256 * 1024;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Returns the first chunk, and all chunks with it. */
const peekFirst = async (chunks: AsyncIterable<Buffer>): Promise<{ first: Buffer; chunks: AsyncIterable<Buffer> }> => {
  const iterator = chunks[Symbol.asyncIterator]();
  const { value, done } = await iterator.next();
  const first: Buffer = done ? Buffer.alloc(0) : value;
  const all = async function* () {
    yield first;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  return { first, chunks: all() };
};

/**
 * Opens a file and returns its first chunk, and all chunks with it: decompressed, and as UTF-8 whatever its byte order mark.
 *
 * @throws what the file system says; {@link BrokenList} when compressed bytes break off.
 */
export const openRecordedFile = async (path: string): Promise<{ first: Buffer; chunks: AsyncIterable<Buffer> }> => {
  const raw = await peekFirst(createReadStream(path, { highWaterMark: READ_BYTES }));
  const plain = isGzip(raw.first) ? await peekFirst(gunzipChunks(raw.chunks)) : raw;
  return peekFirst(toUtf8(plain.first, plain.chunks));
};
