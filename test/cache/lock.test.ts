import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { takeLock, tryLock, withLock } from './lock.ts';

const LOCK_MODULE_URL = new URL('./lock.ts', import.meta.url).href;

/** Starts a process that takes the lock. Each line of `say` is reported as progress; `release` releases the lock. */
const startHolder = async (name: string) => {
  const source = `
    import { createInterface } from 'node:readline';
    import { takeLock } from '${LOCK_MODULE_URL}';
    const lock = await takeLock('${name}');
    console.log('taken');
    for await (const line of createInterface(process.stdin)) {
      if (line === 'release') await lock.release();
      else lock.progress(line);
      console.log(line);
    }`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', source]);
  onTestFinished(() => void holder.kill('SIGKILL'));
  const lines = createInterface(holder.stdout)[Symbol.asyncIterator]();
  await lines.next();
  const say = async (line: string): Promise<void> => {
    holder.stdin.write(`${line}\n`);
    await lines.next();
  };
  return { holder, say };
};

it('a name that one has taken is nobody else’s until it is given back', async () => {
  const name = randomUUID();
  const lock = await takeLock(name);
  expect(await tryLock(name)).toBeUndefined();
  await lock.release();
  await (await takeLock(name)).release();
});

it('work under one name is done one after the other, also after work that fails', async () => {
  const name = randomUUID();
  const steps: string[] = [];
  const work = (what: string) => async () => {
    steps.push(`${what} begins`);
    await new Promise(setImmediate);
    steps.push(`${what} ends`);
    if (what === 'first') throw new Error('no luck');
  };
  const both = await Promise.allSettled(['first', 'second'].map((what) => withLock(name, work(what))));
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(steps.map((step) => step.split(' ').at(-1))).toEqual(['begins', 'ends', 'begins', 'ends']);
});

it('work under two names does not wait for each other', async () => {
  const other = await takeLock(randomUUID());
  await expect(withLock(randomUUID(), async () => 'done', 0.1)).resolves.toBe('done');
  await other.release();
});

it('a holder that is killed loses the name, and who waits for it gets it', async () => {
  const name = randomUUID();
  const { holder } = await startHolder(name);
  expect(await tryLock(name)).toBeUndefined();
  const waiting = takeLock(name);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (await waiting).release();
});

it('a holder is waited for as long as it makes progress, longer than the silence that it is allowed', async () => {
  const name = randomUUID();
  const { say } = await startHolder(name);
  const silenceSeconds = 1;
  const since = performance.now();
  const waiting = takeLock(name, silenceSeconds);
  let step = 0;
  // Elapsing time is what is tested: steps come more often than every `silenceSeconds`, and for longer than that.
  while (performance.now() - since < 2.5 * silenceSeconds * 1000) {
    await say(`step ${++step}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await say('release');
  await (await waiting).release();
});

it('a holder without progress is given up on, with its process and its last step', async () => {
  const name = randomUUID();
  const { holder, say } = await startHolder(name);
  await say('compiling runtime');
  await expect(takeLock(name, 0.3)).rejects.toThrow(
    `${name}: no progress for 0.3 s (process ${holder.pid}: compiling runtime)`,
  );
});

it('a process is not kept alive by a lock that it holds', async () => {
  const name = randomUUID();
  const source = `import { takeLock } from '${LOCK_MODULE_URL}'; await takeLock('${name}');`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', source]);
  const [code] = await once(holder, 'exit');
  expect(code).toBe(0);
});
