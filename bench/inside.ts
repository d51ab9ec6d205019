import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { compare, type Measurement, type Program } from './measure.ts';

// Measures programs inside a container, where there is neither a shell nor bash's clock: GNU time, which is mounted, tells
// memory, and the container's control group the CPU time. Arguments: the programs as JSON, and how many runs of each.

/** Nanoseconds of CPU that the container has used; cgroup version 1, then 2. */
const used = (): number => {
  const v1 = '/sys/fs/cgroup/cpuacct/cpuacct.usage';
  if (existsSync(v1)) return Number(readFileSync(v1, 'utf8'));
  return Number(/usage_usec (\d+)/.exec(readFileSync('/sys/fs/cgroup/cpu.stat', 'utf8'))?.[1]) * 1000;
};

const own = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const measureHere = async ({ argv, env }: Program): Promise<Measurement> => {
  const before = { ms: performance.now(), cpu: used(), own: own() };
  const child = spawn('/bench/time', ['-q', '-f', '%M', ...argv], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const told = text(child.stderr);
  const [exitCode] = await once(child, 'close');
  const ms = performance.now() - before.ms;
  const cpuMs = (used() - before.cpu) / 1e6 - (own() - before.own) / 1e3;
  const kb = Number((await told).trim().split('\n').at(-1));
  return { ms, cpuMs, mb: kb / 1024, exitCode };
};

const [, , programs = '', runs] = process.argv;
process.stdout.write(JSON.stringify(await compare(JSON.parse(programs), Number(runs), measureHere)));
