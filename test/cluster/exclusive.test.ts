import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { exclusively, take, turn } from './exclusive.ts';

const MODULE = new URL('./exclusive.ts', import.meta.url).href;

test('what one has taken nobody else gets, until it is given back', async () => {
  const name = randomUUID();
  const release = await turn(name, 1);
  expect(await take(name)).toBeUndefined();
  await expect(turn(name, 0.2)).rejects.toThrow(`${name} to be free: not within 0.2 s`);
  await release();
  await (await turn(name, 1))();
});

test('work under one name is done one after the other, also after work that fails', async () => {
  const name = randomUUID();
  const told: string[] = [];
  const work = (what: string) => async () => {
    told.push(`${what} begins`);
    await new Promise(setImmediate);
    told.push(`${what} ends`);
    if (what === 'first') throw new Error('no luck');
  };
  const both = await Promise.allSettled(['first', 'second'].map((what) => exclusively(name, 5, work(what))));
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(told).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('it goes with the process that took it, however that ends', async () => {
  const name = randomUUID();
  const source = `import { take } from '${MODULE}'; await take('${name}'); console.log('taken'); setInterval(() => {}, 1e6);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', source]);
  await once(holder.stdout, 'data');
  expect(await take(name)).toBeUndefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (await turn(name, 1))();
});
