import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Result } from '../../../src/model/result.ts';
import { openOutbox } from '../../../src/run/threads/result-outbox.ts';

const resultNamed = (name: string) => ({ name }) as Result;

const recordSent = () => {
  const sent: string[][] = [];
  const outbox = openOutbox((results) => void sent.push(results.map(([index, { name }]) => `${index} ${name}`)));
  return { sent, outbox };
};

it('results of one turn of the event loop are sent together, in their order', async () => {
  const { sent, outbox } = recordSent();
  outbox.add(3, resultNamed('three'));
  await Promise.resolve();
  outbox.add(1, resultNamed('one'));
  expect(sent).toEqual([]);
  await nextTurn();
  outbox.add(2, resultNamed('two'));
  await nextTurn();
  expect(sent).toEqual([['3 three', '1 one'], ['2 two']]);
});

it('a flush sends at once what is kept, and once', async () => {
  const { sent, outbox } = recordSent();
  outbox.add(1, resultNamed('one'));
  outbox.flush();
  expect(sent).toEqual([['1 one']]);
  outbox.flush();
  await nextTurn();
  expect(sent).toEqual([['1 one']]);
});
