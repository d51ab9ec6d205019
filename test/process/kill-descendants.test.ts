import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createRunTag, killTagged, RUN_TAG_VARIABLE } from '../../src/process/kill-descendants.ts';
import { pollUntil } from '../support/poll-until.ts';
import { isAlive } from '../support/process-table.ts';
import { runProcess } from '../support/run-process.ts';

const SOURCE = new URL('../../src/process/kill-descendants.ts', import.meta.url).href;

const sleepWith = (tag: string): ChildProcess =>
  spawn('sleep', ['60'], { env: { ...process.env, [RUN_TAG_VARIABLE]: tag }, detached: true, stdio: 'ignore' });

const isRunning = (child: ChildProcess): Promise<boolean> => isAlive(child.pid ?? 0);

it('processes with the tag, or one that begins with it, are killed, and no others', async () => {
  const [tag, other] = [createRunTag(), createRunTag()];
  const [first, below, stranger] = [sleepWith(tag), sleepWith(`${tag}.${randomUUID()}`), sleepWith(other)];
  killTagged(tag);
  await pollUntil(async () => !(await isRunning(first)) && !(await isRunning(below)), { what: 'their end', ms: 2000 });
  expect(await isRunning(stranger)).toBe(true);
  killTagged(other);
  await pollUntil(async () => !(await isRunning(stranger)), { what: 'its end', ms: 2000 });
});

it('a new tag begins with the tag of the process', async () => {
  const outer = createRunTag();
  const source = `import { createRunTag } from '${SOURCE}'; process.stdout.write(createRunTag());`;
  const { stdout } = await runProcess(process.execPath, ['--input-type=module', '-e', source], {
    env: { [RUN_TAG_VARIABLE]: outer },
  });
  expect(stdout.startsWith(`${outer}.`)).toBe(true);
});
