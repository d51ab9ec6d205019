import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Where a container finds its control group. */
export interface CgroupFiles {
  /** `/proc/self/cgroup`: the groups that this process is in. */
  readonly membership: string;
  /** `/sys/fs/cgroup`. */
  readonly root: string;
}

const SYSTEM: CgroupFiles = { membership: '/proc/self/cgroup', root: '/sys/fs/cgroup' };

/**
 * Threads that can really run side by side: the CPUs of the machine or of the affinity mask, and no more than the quota
 * of the container's control group (version 1 or 2), rounded up. At least 1; what cannot be read limits nothing.
 */
export const cpus = (files: CgroupFiles = SYSTEM, available = availableParallelism()): number => {
  const quotas = foldersOf(files).flatMap((folder) => [quotaOfV2(folder), quotaOfV1(folder)]);
  const least = Math.min(available, ...quotas.filter((quota) => quota !== undefined));
  return Math.max(1, Math.ceil(least));
};

/** The group's own folder and all above it: the tightest quota counts. In a container the root is usually its own group. */
const foldersOf = ({ membership, root }: CgroupFiles): string[] => [
  root,
  join(root, 'cpu'),
  join(root, 'cpu,cpuacct'),
  ...read(membership)
    .split('\n')
    .flatMap((line) => groupFolders(line, root)),
];

/** Folders of one line, `ID:CONTROLLERS:PATH`; version 2 names no controllers, version 1 also mounts under their names. */
const groupFolders = (line: string, root: string): string[] => {
  const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
  if (controllers === undefined || path === undefined) return [];
  if (controllers !== '' && !controllers.split(',').includes('cpu')) return [];
  const bases = controllers === '' ? [root, join(root, 'unified')] : [join(root, controllers), join(root, 'cpu')];
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return bases.flatMap((base) => parts.map((_, depth) => join(base, ...parts.slice(0, depth + 1))));
};

/** `cpu.max`: quota and period in microseconds, or `max`. */
const quotaOfV2 = (folder: string): number | undefined => ratio(...read(join(folder, 'cpu.max')).trim().split(/\s+/));

/** `cpu.cfs_quota_us`, -1 for none, over `cpu.cfs_period_us`. */
const quotaOfV1 = (folder: string): number | undefined =>
  ratio(read(join(folder, 'cpu.cfs_quota_us')), read(join(folder, 'cpu.cfs_period_us')));

const ratio = (quota = '', period = ''): number | undefined => {
  const cpus = Number.parseInt(quota, 10) / Number.parseInt(period, 10);
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
};

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
