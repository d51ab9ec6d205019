import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Where Linux describes the control group (cgroup) of a process. */
export interface CgroupFiles {
  /** `/proc/self/cgroup`: the groups of this process. */
  readonly membership: string;
  /** `/sys/fs/cgroup`. */
  readonly root: string;
}

const SYSTEM_FILES: CgroupFiles = { membership: '/proc/self/cgroup', root: '/sys/fs/cgroup' };

/**
 * CPUs that this process may use: those of the machine or of its affinity mask, but no more than the quota of the
 * container's control group (version 1 or 2), rounded up. At least 1; a file that cannot be read sets no limit.
 */
export const countCpus = (files: CgroupFiles = SYSTEM_FILES, available = availableParallelism()): number => {
  const quotas = cgroupFolders(files).flatMap((folder) => [readQuotaV2(folder), readQuotaV1(folder)]);
  const allowed = Math.min(available, ...quotas.filter((quota) => quota !== undefined));
  return Math.max(1, Math.ceil(allowed));
};

/** Threads that judge or ask beside each other, at most: so many `workers` as the user wants; 0: one for each CPU. */
export const countThreads = (workers: number): number => (workers > 0 ? workers : countCpus());

/** The folders of the process's groups and of all groups above; in a container the root is usually its own group. */
const cgroupFolders = ({ membership, root }: CgroupFiles): string[] => [
  root,
  join(root, 'cpu'),
  join(root, 'cpu,cpuacct'),
  ...readIfExists(membership)
    .split('\n')
    .flatMap((line) => foldersOfLine(line, root)),
];

/** Folders of one line, `ID:CONTROLLERS:PATH` (cgroups(7)): version 2 names no controllers, version 1 mounts by their names. */
const foldersOfLine = (line: string, root: string): string[] => {
  const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
  if (controllers === undefined || path === undefined) return [];
  if (controllers !== '' && !controllers.split(',').includes('cpu')) return [];
  const bases = controllers === '' ? [root, join(root, 'unified')] : [join(root, controllers), join(root, 'cpu')];
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return bases.flatMap((base) => parts.map((_, depth) => join(base, ...parts.slice(0, depth + 1))));
};

/** `cpu.max`: quota and period in microseconds, or `max`. */
const readQuotaV2 = (folder: string): number | undefined =>
  cpuQuota(...readIfExists(join(folder, 'cpu.max')).trim().split(/\s+/));

/** `cpu.cfs_quota_us`, -1 for none, over `cpu.cfs_period_us`. */
const readQuotaV1 = (folder: string): number | undefined =>
  cpuQuota(readIfExists(join(folder, 'cpu.cfs_quota_us')), readIfExists(join(folder, 'cpu.cfs_period_us')));

const cpuQuota = (quota = '', period = ''): number | undefined => {
  const cpus = Number.parseInt(quota, 10) / Number.parseInt(period, 10);
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
};

const readIfExists = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
