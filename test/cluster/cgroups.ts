import { existsSync } from 'node:fs';
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

const CGROUP_ROOT = '/sys/fs/cgroup';

/** Paths of the cgroup hierarchies: one per controller (version 1), or one for all (version 2). */
const hierarchyPaths = async (): Promise<string[]> => {
  if (existsSync(join(CGROUP_ROOT, 'cgroup.controllers'))) return [CGROUP_ROOT];
  const entries = await readdir(CGROUP_ROOT, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(CGROUP_ROOT, entry.name));
};

/** Returns the names of the groups directly below the roots. */
export const cgroupNames = async (): Promise<string[]> => {
  if (!existsSync(CGROUP_ROOT)) return [];
  const found = new Set<string>();
  for (const tree of await hierarchyPaths()) {
    for (const entry of await readdir(tree, { withFileTypes: true })) if (entry.isDirectory()) found.add(entry.name);
  }
  return [...found];
};

/** Makes the group in every hierarchy. */
export const makeCgroup = async (name: string): Promise<void> => {
  for (const tree of await hierarchyPaths()) await mkdir(join(tree, name), { recursive: true });
};

/** Removes the group and the groups below it from every hierarchy; its processes must have ended. */
export const removeCgroup = async (name: string): Promise<void> => {
  for (const tree of await hierarchyPaths()) {
    // rmdir(2) fails with EBUSY until the kernel has reaped the last process of a group.
    await waitFor(`${join(tree, name)} to be removed`, 10, async () => {
      await removeTree(join(tree, name));
      return !existsSync(join(tree, name));
    });
  }
};

const removeTree = async (group: string): Promise<void> => {
  if (!existsSync(group)) return;
  for (const entry of await readdir(group, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(group, entry.name));
  }
  await rmdir(group);
};
