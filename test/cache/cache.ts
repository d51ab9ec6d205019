import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { isAlive } from '../support/processes.ts';
import { locked, type Progress } from './lock.ts';

/** Where everything is kept that takes long to make: outside the checkout, under names that hold a version or a digest. */
export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kavmon');

/** What a hook has to allow for that may fill the cache, in milliseconds: making ends by itself when it makes no progress. */
export const MAKE_MS = 3_600_000;

/** Whether the cache has it. */
export const isCached = (name: string): boolean => existsSync(join(cacheFolder(), name));

/**
 * Makes a folder in the cache, once on this machine, and returns its path. A folder under its final name is always whole: it gets
 * that name last. Two names are made beside each other.
 */
export const cached = async (
  name: string,
  make: (folder: string, progress: Progress) => Promise<unknown>,
): Promise<string> => {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  return locked(folder, async (progress) => {
    if (existsSync(folder)) return folder;
    await removeLeftovers(name);
    const unfinished = `${folder}.${process.pid}.part`;
    try {
      await mkdir(unfinished);
      await make(unfinished, progress);
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    return folder;
  });
};

/** A process that was killed leaves what it had not finished. */
const removeLeftovers = async (name: string): Promise<void> => {
  for (const entry of await readdir(cacheFolder())) {
    const [, pid] = /\.(\d+)\.part$/.exec(entry) ?? [];
    if (pid === undefined || basename(entry, `.${pid}.part`) !== name || (await isAlive(Number(pid)))) continue;
    await rm(join(cacheFolder(), entry), { recursive: true, force: true });
  }
};
