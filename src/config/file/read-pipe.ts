import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeText } from '../../text/decode-text.ts';

/** How long a pipe may take: `-c <(helm template ...)`. */
const PIPE_TIMEOUT_MS = 10_000;

/**
 * The text that comes out of a pipe. Opened without blocking: a blocking `open` of a FIFO could not be taken back and would
 * keep the process alive. Rejects beyond `maxBytes`, and when the writer does not finish in time.
 */
export const readPipe = async (path: string, maxBytes: number): Promise<string> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const deadline = performance.now() + PIPE_TIMEOUT_MS;
  const parts: Buffer[] = [];
  try {
    for (let bytes = 0; bytes <= maxBytes; ) {
      const part = await readPart(file);
      if (part === 'end') return decodeText(Buffer.concat(parts));
      if (part === 'empty') await sleep(20);
      else parts.push(part);
      bytes += part === 'empty' ? 0 : part.length;
      if (performance.now() > deadline) throw new Error(`nobody finished writing it in ${PIPE_TIMEOUT_MS / 1000} s`);
    }
  } finally {
    await file.close();
  }
  throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MiB`);
};

const readPart = async (file: FileHandle): Promise<Buffer | 'end' | 'empty'> => {
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(64 * 1024));
    return bytesRead === 0 ? 'end' : buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'empty';
    throw error;
  }
};
