import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { withinReadLimit } from '../../process/local-file.ts';
import { WriteFailure, writeBytes } from '../../process/write-bytes.ts';

/** Writes lines of JSON into a gzip file that only its owner may read. */
export interface LineWriter {
  /** Resolves when more may be written. */
  write(lines: readonly object[]): Promise<void>;
  /** Closes the file and returns its size in bytes. */
  end(): Promise<number>;
}

interface LineWriterOptions {
  /** Takes the credentials of the cluster out of every text. */
  readonly hide: (text: string) => string;
  /** Ends the writing. */
  readonly signal: AbortSignal;
}

/** How long the reader of a pipe may take nothing, in milliseconds. */
const IDLE_MS = 10_000;

/** Opens the file, or a pipe that is read. Each call rejects with an error for people when it cannot be written. */
export const openLineWriter = async (path: string, { hide, signal }: LineWriterOptions): Promise<LineWriter> => {
  const hideInText = (_key: string, value: unknown): unknown => (typeof value === 'string' ? hide(value) : value);
  const fail = (error: unknown): never => {
    throw new WriteFailure(path, error);
  };
  const file = await withinReadLimit(openPrivately(path)).catch(fail);
  const gzip = createGzip();
  let size = 0;
  const written = pipeline(gzip, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      await writeBytes(file, chunk, { idleMs: IDLE_MS, signal });
      size += chunk.length;
    }
  })
    .finally(() => file.close())
    .catch(fail);
  written.catch(() => undefined);
  return {
    write: async (lines) => {
      const text = lines.map((line) => `${JSON.stringify(line, hideInText)}\n`).join('');
      if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), written]);
    },
    end: async () => {
      gzip.end();
      await written;
      return size;
    },
  };
};

/**
 * Opened without blocking, as nobody may read a pipe. A file that is there is made its owner's alone before anything is in it;
 * one of somebody else is refused.
 */
const openPrivately = async (path: string): Promise<FileHandle> => {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK, 0o600);
  try {
    if ((await file.stat()).isFile()) {
      await file.chmod(0o600);
      await file.truncate();
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
};
