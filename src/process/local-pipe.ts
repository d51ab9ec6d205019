import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const openFile = promisify(fs.open);
const statFile = promisify(fs.fstat);
const closeFile = promisify(fs.close);
const readFrom = promisify(fs.read);

const CHUNK_BYTES = 64 * 1024;

/** Between two looks at a pipe that has nothing to read. */
const POLL_MS = 20;

/**
 * Yields what comes out of a pipe or a device. Opened without blocking: a blocking `open` of a FIFO without a writer could not
 * be taken back, and would keep its thread alive. Throws when nothing came for `idleMs`, and no writer ended what it wrote.
 */
export async function* readPipeChunks(path: string, idleMs: number): AsyncGenerator<Buffer> {
  const file = await openFile(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const isDevice = !(await statFile(file)).isFIFO();
    yield* readParts(file, idleMs, isDevice);
  } finally {
    await closeFile(file);
  }
}

async function* readParts(file: number, idleMs: number, mayEnd: boolean): AsyncGenerator<Buffer> {
  let hasWriter = mayEnd;
  for (let lastAt = performance.now(); performance.now() - lastAt <= idleMs; ) {
    const part = await readPart(file);
    if (part instanceof Buffer) {
      yield part;
      lastAt = performance.now();
    } else if (part === 'end' && hasWriter) return;
    // Before its writer has come, a FIFO reads as one that has ended.
    else await sleep(POLL_MS);
    hasWriter ||= part !== 'end';
  }
  throw new Error(`nobody finished writing it in ${idleMs / 1000} s`);
}

const readPart = async (file: number): Promise<Buffer | 'end' | 'empty'> => {
  try {
    const { bytesRead, buffer } = await readFrom(file, Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
    return bytesRead === 0 ? 'end' : buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'empty';
    throw error;
  }
};
