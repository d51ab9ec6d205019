import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { countCpus } from '../../src/run/count-cpus.ts';
import { folderForTest } from '../support/for-test.ts';

/** A file system as a container sees it; 8 CPUs are available but for the quota. */
const cpusWith = async (membership: string, files: Readonly<Record<string, string>>): Promise<number> => {
  const folder = await folderForTest('cgroup');
  for (const [name, text] of Object.entries({ membership, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return countCpus({ membership: join(folder, 'membership'), root: join(folder, 'cgroup') }, 8);
};

const CGROUP_V1 = '12:cpu,cpuacct:/kubepods/burstable/pod1/abc\n4:memory:/kubepods\n0::/system.slice\n';

it.each([
  ['version 2, a container at the root of its own group', '0::/\n', { 'cgroup/cpu.max': '150000 100000\n' }, 2],
  ['version 2, half a CPU', '0::/\n', { 'cgroup/cpu.max': '50000 100000\n' }, 1],
  ['version 2, no quota', '0::/\n', { 'cgroup/cpu.max': 'max 100000\n' }, 8],
  [
    'version 2, a quota above',
    '0::/a/b\n',
    { 'cgroup/a/cpu.max': '300000 100000', 'cgroup/a/b/cpu.max': 'max 100000' },
    3,
  ],
  [
    'version 2, the tightest counts',
    '0::/a\n',
    { 'cgroup/a/cpu.max': '200000 100000', 'cgroup/cpu.max': '700000 100000' },
    2,
  ],
  ['version 2, more than there are', '0::/\n', { 'cgroup/cpu.max': '3200000 100000\n' }, 8],
  [
    'version 1, mounted as its controllers are named',
    CGROUP_V1,
    {
      'cgroup/cpu,cpuacct/kubepods/burstable/pod1/abc/cpu.cfs_quota_us': '250000\n',
      'cgroup/cpu,cpuacct/kubepods/burstable/pod1/abc/cpu.cfs_period_us': '100000\n',
    },
    3,
  ],
  [
    'version 1, seen from inside of the container',
    CGROUP_V1,
    { 'cgroup/cpu/cpu.cfs_quota_us': '100000\n', 'cgroup/cpu/cpu.cfs_period_us': '100000\n' },
    1,
  ],
  [
    'version 1, no quota',
    CGROUP_V1,
    { 'cgroup/cpu/cpu.cfs_quota_us': '-1\n', 'cgroup/cpu/cpu.cfs_period_us': '100000\n' },
    8,
  ],
  ['no control groups at all', '', {}, 8],
  ['a file that makes no sense', '0::/\n', { 'cgroup/cpu.max': 'lots of it' }, 8],
])('the limit of CPUs is read: %s', async (_, membership, files, expected) => {
  expect(await cpusWith(membership, files)).toBe(expected);
});

it('the limit of CPUs is at least one on this machine', () => {
  expect(countCpus()).toBeGreaterThanOrEqual(1);
});
