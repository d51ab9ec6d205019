import { readLocalChunks } from '../../process/local-file.ts';
import { gunzipChunks } from '../lists/gunzip.ts';
import { toUtf8 } from './encoding.ts';

/** How long no byte may come: `--snapshot <(kubectl get ...)` takes its time. */
const IDLE_MS = 30_000;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The first chunk of a file, and all chunks with it. */
export interface OpenedFile {
  readonly first: Buffer;
  readonly chunks: AsyncIterable<Buffer>;
}

const peekFirst = async (chunks: AsyncIterable<Buffer>): Promise<OpenedFile> => {
  const iterator = chunks[Symbol.asyncIterator]();
  const { value, done } = await iterator.next();
  const first: Buffer = done ? Buffer.alloc(0) : value;
  const all = async function* () {
    yield first;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  return { first, chunks: all() };
};

async function* untilAborted(chunks: AsyncIterable<Buffer>, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    yield chunk;
  }
}

/**
 * Opens a file and returns its first chunk, and all chunks with it: decompressed, and as UTF-8 whatever its byte order mark.
 *
 * @throws what the file system says; {@link BrokenList} when compressed bytes break off.
 */
export const openRecordedFile = async (path: string, signal?: AbortSignal): Promise<OpenedFile> => {
  const raw = await peekFirst(readLocalChunks(path, IDLE_MS));
  const plain = isGzip(raw.first) ? await peekFirst(gunzipChunks(raw.chunks)) : raw;
  return peekFirst(untilAborted(toUtf8(plain.first, plain.chunks), signal));
};
