import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WriteLimits {
  /** How long one piece may find no reader, in milliseconds. */
  readonly idleMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Between two tries at a pipe that is full. */
const POLL_MS = 10;

/**
 * Writes all bytes to a file, a device or a pipe that was opened with `O_NONBLOCK`: a blocking write to a pipe that nobody reads
 * could not be taken back. Rejects when the reader takes nothing for `idleMs`, when the signal aborts, and with what the file
 * system says.
 */
export const writeBytes = async (file: FileHandle, bytes: Buffer, { idleMs, signal }: WriteLimits): Promise<void> => {
  let until = performance.now() + idleMs;
  for (let at = 0; at < bytes.length; ) {
    signal?.throwIfAborted();
    const written = await writeSome(file, bytes.subarray(at));
    at += written;
    if (written > 0) until = performance.now() + idleMs;
    else if (performance.now() > until) throw new Error(`nobody took it within ${idleMs / 1000} s`);
    else await sleep(POLL_MS, undefined, { signal });
  }
};

const writeSome = async (file: FileHandle, bytes: Buffer): Promise<number> => {
  try {
    return (await file.write(bytes)).bytesWritten;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return 0;
  }
};

/** A path that could not be written; its message is for people. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure';

  constructor(path: string, cause: unknown) {
    super(`cannot write ${path}: ${describeWriteError(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

const describeWriteError = ({ name, code, message }: NodeJS.ErrnoException): string =>
  name === 'AbortError' ? 'the run was interrupted' : (ERROR_TEXTS[code ?? ''] ?? message);

const ERROR_TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the quota is used up',
  ENXIO: 'nobody reads the pipe',
  EPIPE: 'its reader has gone',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
};
