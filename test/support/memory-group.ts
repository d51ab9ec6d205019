import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A control group (cgroup) with a limit of memory, as a container has one. */
export interface MemoryGroup {
  /** A command that runs the command behind it in the group. */
  readonly prefix: readonly string[];
  /** How often the kernel has killed a process of the group for want of memory. */
  readonly kills: () => Promise<number>;
}

/** Files of a memory group by the version of cgroups. */
const VERSIONS = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', events: 'memory.oom_control' },
  { root: '/sys/fs/cgroup', limit: 'memory.max', events: 'memory.events' },
];

const version = VERSIONS.find(({ root }) => existsSync(join(root, 'cgroup.procs')));

/** Why no memory group can be made here; undefined when it can. */
export const whyNoMemoryGroup: string | undefined =
  version === undefined || process.getuid?.() !== 0 ? 'memory groups need cgroups and root' : undefined;

/** Makes a memory group that is removed after the test. @throws where there are none. */
export const makeMemoryGroup = async (limitMb: number): Promise<MemoryGroup> => {
  if (version === undefined) throw new Error(whyNoMemoryGroup);
  const folder = join(version.root, `kavmon-test-${randomUUID()}`);
  await mkdir(folder);
  onTestFinished(() => rmdir(folder));
  await writeFile(join(folder, version.limit), String(limitMb * 2 ** 20));
  return {
    prefix: ['sh', '-c', `echo $$ > ${folder}/cgroup.procs; exec "$@"`, 'sh'],
    kills: async () => {
      const events = await readFile(join(folder, version.events), 'utf8');
      return Number(/^oom_kill (\d+)$/m.exec(events)?.[1]);
    },
  };
};
