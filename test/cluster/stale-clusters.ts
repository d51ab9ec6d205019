import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cgroupNames, removeCgroup } from './cgroups.ts';

/**
 * Prefixes of what a cluster leaves when its process is killed; the process id follows, which tells whether it still
 * runs.
 */
export const FOLDER_PREFIX = 'kavmon-cluster-';
export const CGROUP_PREFIX = 'kavmon-node-';

/** Removes temporary folders and control groups of clusters whose process has ended without doing so. */
export const removeStaleClusters = async (): Promise<void> => {
  for (const name of (await readdir(tmpdir())).filter(isStale(FOLDER_PREFIX))) {
    await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
  for (const name of (await cgroupNames()).filter(isStale(CGROUP_PREFIX))) await removeCgroup(name);
};

const isStale =
  (prefix: string) =>
  (name: string): boolean => {
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    return name.startsWith(prefix) && pid > 0 && !isProcessAlive(pid);
  };

/** Whether a process with that id exists. */
const isProcessAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
