import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Writes a file so that no reader sees half of it: beside it first, then renamed. What cannot be renamed (a device, a pipe, a single
 * file that is mounted, a folder that takes no new files) is written in place. Rejects with an error whose message is for the user.
 */
export const writeFileWhole = async (path: string, text: string): Promise<void> => {
  try {
    const target = await realpath(path).catch(() => path);
    const there = await stat(target).catch(() => undefined);
    if (there !== undefined && !there.isFile()) await writeInPlace(target, text, there);
    else await replaceFile(target, text, there);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`cannot write ${path}: ${ERROR_TEXTS[code ?? ''] ?? message}`, { cause: error });
  }
};

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
  ENAMETOOLONG: 'the name is too long',
};

const replaceFile = async (target: string, text: string, there: Stats | undefined): Promise<void> => {
  const beside = join(dirname(target), `.${basename(target).slice(0, 80)}.${randomUUID()}.tmp`);
  try {
    await writeFile(beside, text, { flag: 'wx', mode: there?.mode ?? 0o666 });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    if (there === undefined || !WRITE_IN_PLACE_CODES.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await writeInPlace(target, text, there);
  }
};

const WRITE_IN_PLACE_CODES: ReadonlySet<string> = new Set(['EBUSY', 'EACCES', 'EPERM', 'EXDEV', 'EROFS']);

/** How long the reader of a pipe may take for the whole text. */
const WRITE_TIMEOUT_MS = 5000;

/** Opened without blocking: a pipe without a reader must not delay the run. */
const writeInPlace = async (target: string, text: string, there: Stats): Promise<void> => {
  if (there.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  const empty = there.isFile() ? constants.O_TRUNC : 0;
  const file = await open(target, constants.O_WRONLY | constants.O_NONBLOCK | empty);
  const bytes = Buffer.from(text);
  const until = performance.now() + WRITE_TIMEOUT_MS;
  try {
    for (let at = 0; at < bytes.length; ) at += await writeSome(file, bytes.subarray(at), until);
  } finally {
    await file.close();
  }
};

const writeSome = async (file: FileHandle, bytes: Buffer, until: number): Promise<number> => {
  try {
    return (await file.write(bytes)).bytesWritten;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    if (performance.now() > until) throw new Error(`nobody took it within ${WRITE_TIMEOUT_MS / 1000} s`);
    await sleep(10);
    return 0;
  }
};
