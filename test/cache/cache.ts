import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { isAlive } from '../support/process-table.ts';
import { type ReportProgress, withLock } from './lock.ts';

/**
 * The folder of what takes long to build, outside the checkout. Its entries have a version or a digest in their names.
 */
export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kavmon');

/** Time limit in milliseconds of a hook that may fill the cache. A build without progress ends by itself before. */
export const CACHE_TIMEOUT_MS = 3_600_000;

/** Whether the cache has an entry of this name. */
export const isCached = (name: string): boolean => existsSync(join(cacheFolder(), name));

/**
 * Returns the path of a folder in the cache. When it is missing, `make` fills it, in one process of this machine at a
 * time. A folder gets its final name when it is complete.
 */
export const cachedFolder = async (
  name: string,
  make: (folder: string, progress: ReportProgress) => Promise<unknown>,
): Promise<string> => {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  return withLock(folder, async (progress) => {
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

/** Removes unfinished folders of processes that have ended. */
const removeLeftovers = async (name: string): Promise<void> => {
  for (const entry of await readdir(cacheFolder())) {
    const [, pid] = /\.(\d+)\.part$/.exec(entry) ?? [];
    if (pid === undefined || basename(entry, `.${pid}.part`) !== name || (await isAlive(Number(pid)))) continue;
    await rm(join(cacheFolder(), entry), { recursive: true, force: true });
  }
};
