import { open, readFile, rm } from 'node:fs/promises';
import { until } from './patience.ts';

/**
 * Does the work while no other process on this machine does work under the same lock file, and returns what it returns.
 * A lock whose process is gone is taken over.
 * @throws Error when the lock was not free within `seconds`.
 */
export const exclusively = async <T>(lock: string, seconds: number, work: () => Promise<T>): Promise<T> => {
  await until(`${lock} to be free`, seconds, () => take(lock));
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
};

/** Takes the lock if it is free or its process is gone; returns whether it did. Removing the file frees it. */
export const take = async (lock: string): Promise<boolean> => {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch {
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (holder === 0 || alive(holder)) return false;
    await rm(lock, { force: true });
    return take(lock);
  }
};

/** Whether a process with that id exists. */
export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
