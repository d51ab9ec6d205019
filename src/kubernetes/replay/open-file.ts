import { createReadStream } from 'node:fs';
import { gunzipChunks } from '../lists/gunzip.ts';
import { toUtf8 } from './encoding.ts';

const READ_BYTES = 256 * 1024;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The same bytes, with the first of them known. */
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
 * The bytes of a file, unpacked when they are packed and as UTF-8 when they are marked as something else, with the first
 * of them to tell what it is.
 *
 * @throws what the file system says; {@link BrokenList} when packed bytes break off.
 */
export const openRecordedFile = async (path: string): Promise<{ first: Buffer; chunks: AsyncIterable<Buffer> }> => {
  const raw = await peekFirst(createReadStream(path, { highWaterMark: READ_BYTES }));
  const plain = isGzip(raw.first) ? await peekFirst(gunzipChunks(raw.chunks)) : raw;
  return peekFirst(toUtf8(plain.first, plain.chunks));
};
