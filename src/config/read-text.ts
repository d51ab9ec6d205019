import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_BYTES = 4 * 1024 * 1024;
/** How long a pipe may take: `-c <(helm template ...)`. */
const PIPE_PATIENCE_MS = 10_000;

/**
 * The text of a file. Never waits without a limit, also not for a FIFO that nobody writes. Rejects with an error for
 * people when it is no file, too large, or cannot be read.
 */
export const readText = async (path: string): Promise<string> => {
  const facts = await stat(path);
  if (facts.isDirectory()) throw new Error('it is a folder, not a file');
  if (facts.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
  return isStream(facts) ? readPipe(path) : readFile(path, 'utf8');
};

const isStream = (facts: Stats): boolean => facts.isFIFO() || facts.isCharacterDevice() || facts.isSocket();

/** Opened without blocking: a blocking `open` of a FIFO could not be taken back and would keep the process alive. */
const readPipe = async (path: string): Promise<string> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const deadline = performance.now() + PIPE_PATIENCE_MS;
  const parts: Buffer[] = [];
  try {
    for (let bytes = 0; bytes <= MAX_BYTES; ) {
      const part = await readPart(file);
      if (part === 'end') return Buffer.concat(parts).toString('utf8');
      if (part === 'later') await sleep(20);
      else parts.push(part);
      bytes += part === 'later' ? 0 : part.length;
      if (performance.now() > deadline) throw new Error(`nobody finished writing it in ${PIPE_PATIENCE_MS / 1000} s`);
    }
  } finally {
    await file.close();
  }
  throw new Error(`it is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
};

const readPart = async (file: FileHandle): Promise<Buffer | 'end' | 'later'> => {
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(64 * 1024));
    return bytesRead === 0 ? 'end' : buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'later';
    throw error;
  }
};
