import { createReadStream } from 'node:fs';
import { gunzip } from '../lists/gunzip.ts';
import { asUtf8 } from './encoding.ts';

const READ_SIZE = 256 * 1024;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The same bytes, with the first of them known. */
const peek = async (chunks: AsyncIterable<Buffer>): Promise<{ first: Buffer; chunks: AsyncIterable<Buffer> }> => {
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
export const openFile = async (path: string): Promise<{ first: Buffer; chunks: AsyncIterable<Buffer> }> => {
  const raw = await peek(createReadStream(path, { highWaterMark: READ_SIZE }));
  const plain = isGzip(raw.first) ? await peek(gunzip(raw.chunks)) : raw;
  return peek(asUtf8(plain.first, plain.chunks));
};
