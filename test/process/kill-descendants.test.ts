import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { MARK, newMark, sweep } from '../../src/process/kill-descendants.ts';
import { run } from '../support/process.ts';
import { isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

const SOURCE = new URL('../../src/process/kill-descendants.ts', import.meta.url).href;

const sleepWith = (tag: string): ChildProcess =>
  spawn('sleep', ['60'], { env: { ...process.env, [MARK]: tag }, detached: true, stdio: 'ignore' });

const isRunning = (child: ChildProcess): Promise<boolean> => isAlive(child.pid ?? 0);

it('processes with the tag, or one that begins with it, are killed, and no others', async () => {
  const [tag, other] = [newMark(), newMark()];
  const [first, below, stranger] = [sleepWith(tag), sleepWith(`${tag}.${randomUUID()}`), sleepWith(other)];
  sweep(tag);
  await until(async () => !(await isRunning(first)) && !(await isRunning(below)), { what: 'their end', ms: 2000 });
  expect(await isRunning(stranger)).toBe(true);
  sweep(other);
  await until(async () => !(await isRunning(stranger)), { what: 'its end', ms: 2000 });
});

it('a new tag begins with the tag of the process', async () => {
  const outer = newMark();
  const source = `import { newMark } from '${SOURCE}'; process.stdout.write(newMark());`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', source], { env: { [MARK]: outer } });
  expect(stdout.startsWith(`${outer}.`)).toBe(true);
});
