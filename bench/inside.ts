import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type BenchProgram, comparePrograms, type RunMeasurement } from './measure.ts';

// Measures programs inside a container, which has no shell: memory by GNU time, which is mounted, and CPU time by the
// container's control group. Arguments: the programs as JSON, and the number of runs of each.

/** CPU time that the container has used, in nanoseconds, from cgroup version 1 or 2. */
const cgroupCpuNs = (): number => {
  const v1 = '/sys/fs/cgroup/cpuacct/cpuacct.usage';
  if (existsSync(v1)) return Number(readFileSync(v1, 'utf8'));
  return Number(/usage_usec (\d+)/.exec(readFileSync('/sys/fs/cgroup/cpu.stat', 'utf8'))?.[1]) * 1000;
};

/** CPU time of this process, in microseconds. */
const ownCpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const measureHere = async ({ argv, env }: BenchProgram): Promise<RunMeasurement> => {
  const before = { ms: performance.now(), cpu: cgroupCpuNs(), own: ownCpuUs() };
  const child = spawn('/bench/time', ['-q', '-f', '%M', ...argv], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const report = text(child.stderr);
  const [exitCode] = await once(child, 'close');
  const ms = performance.now() - before.ms;
  const cpuMs = (cgroupCpuNs() - before.cpu) / 1e6 - (ownCpuUs() - before.own) / 1e3;
  const kb = Number((await report).trim().split('\n').at(-1));
  return { ms, cpuMs, mb: kb / 1024, exitCode };
};

const [, , programs = '', runs] = process.argv;
process.stdout.write(JSON.stringify(await comparePrograms(JSON.parse(programs), Number(runs), measureHere)));
