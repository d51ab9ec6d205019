import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { WriteFailure, writeBytes } from '../../process/write-bytes.ts';

/** How long the reader of a pipe may take for the whole text, in milliseconds. */
const WRITE_TIMEOUT_MS = 5000;

/**
 * Writes a file so that no reader sees half of it: beside it first, then renamed. What cannot be renamed (a device, a pipe, a single
 * file that is mounted, a folder that takes no new files) is written in place. Links are followed, as a shell does, also one whose
 * target does not exist yet. Rejects with an error whose message is for the user.
 */
export const writeFileWhole = async (path: string, text: string, limitMs = WRITE_TIMEOUT_MS): Promise<void> => {
  try {
    const target = await followLinks(path);
    const there = await stat(target).catch(() => undefined);
    if (there !== undefined && !there.isFile()) await writeInPlace(target, text, there, limitMs);
    else await replaceFile(target, text, there, limitMs);
  } catch (error) {
    throw new WriteFailure(path, error);
  }
};

/** Where a path leads in the end; the last name there need not exist. Links in a circle are an error of `realpath`. */
const followLinks = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : followLinks(resolve(await realpath(dirname(path)), link));
};

const replaceFile = async (target: string, text: string, there: Stats | undefined, limitMs: number): Promise<void> => {
  const beside = join(dirname(target), `.${basename(target).slice(0, 80)}.${randomUUID()}.tmp`);
  try {
    await writeFile(beside, text, { flag: 'wx', mode: there?.mode ?? 0o666 });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    if (there === undefined || !WRITE_IN_PLACE_CODES.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await writeInPlace(target, text, there, limitMs);
  }
};

const WRITE_IN_PLACE_CODES: ReadonlySet<string> = new Set(['EBUSY', 'EACCES', 'EPERM', 'EXDEV', 'EROFS']);

/** Opened without blocking: a pipe without a reader must not delay the run. */
const writeInPlace = async (target: string, text: string, there: Stats, limitMs: number): Promise<void> => {
  if (there.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  const empty = there.isFile() ? constants.O_TRUNC : 0;
  const file = await open(target, constants.O_WRONLY | constants.O_NONBLOCK | empty);
  const limit = AbortSignal.timeout(limitMs);
  try {
    await writeBytes(file, Buffer.from(text), { idleMs: limitMs, signal: limit });
  } catch (error) {
    throw limit.aborted ? new Error(`nobody took it within ${limitMs / 1000} s`, { cause: error }) : error;
  } finally {
    await file.close();
  }
};
