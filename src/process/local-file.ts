import * as fs from 'node:fs';
import { promisify } from 'node:util';

// Not `node:fs/promises`: it takes 2 ms and 2 MB to load, before anything else of a run.
const readWholeFile = promisify(fs.readFile);
const statFile = promisify(fs.stat);

/** How long one step of reading a local file may take: a mount may be dead, and a FIFO without a writer. */
export const LOCAL_READ_MS = 10_000;

/** Of a file that is read whole: a configuration, a certificate, a token. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Settles as the promise does, or rejects when that takes longer than `ms`. What hangs in the file system cannot be cancelled:
 * whoever waited goes on, and the process is ended in spite of it (`endProcess`).
 */
export const withinReadLimit = async <T>(promise: Promise<T>, ms = LOCAL_READ_MS): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the file system did not answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The bytes of a file, a pipe or a device. Rejects with an error for people when it is a folder, larger than `maxBytes`, or not
 * read within {@link LOCAL_READ_MS}.
 */
export const readLocalFile = async (path: string, maxBytes = MAX_FILE_BYTES): Promise<Buffer> => {
  const stats = await withinReadLimit(statFile(path));
  if (stats.isDirectory()) throw new Error('it is a folder, not a file');
  if (stats.size > maxBytes) throw tooLarge(maxBytes);
  return isStream(stats) ? readPipe(path, maxBytes) : withinReadLimit(readWholeFile(path));
};

/** The same as UTF-8 text. */
export const readLocalText = async (path: string): Promise<string> => (await readLocalFile(path)).toString();

const tooLarge = (maxBytes: number): Error => new Error(`it is larger than ${maxBytes / 1024 / 1024} MiB`);

const isStream = (stats: fs.Stats): boolean => stats.isFIFO() || stats.isCharacterDevice() || stats.isSocket();

const readPipe = async (path: string, maxBytes: number): Promise<Buffer> => {
  const { readPipeChunks } = await import('./local-pipe.ts');
  const parts: Buffer[] = [];
  let bytes = 0;
  const end = performance.now() + LOCAL_READ_MS;
  for await (const part of readPipeChunks(path, LOCAL_READ_MS)) {
    parts.push(part);
    bytes += part.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    if (performance.now() > end) throw new Error(`nobody finished writing it in ${LOCAL_READ_MS / 1000} s`);
  }
  return Buffer.concat(parts);
};

const CHUNK_BYTES = 256 * 1024;

/** Yields the bytes of a file, a pipe or a device. Throws when `idleMs` pass without any, and what the file system says. */
export async function* readLocalChunks(path: string, idleMs: number): AsyncGenerator<Buffer> {
  if (isStream(await withinReadLimit(statFile(path)))) {
    const { readPipeChunks } = await import('./local-pipe.ts');
    yield* readPipeChunks(path, idleMs);
    return;
  }
  const stream = fs.createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await withinReadLimit(chunks.next(), idleMs);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}
