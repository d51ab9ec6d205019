import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { dropRows, keepRows, keptRows } from '../../../src/kubernetes/rows/kept-rows.ts';

it('rows are kept in the order of their pages: list by list, one that was read again at its end', () => {
  keepRows('pods', 0, ['a']);
  keepRows('pods', 1, ['c']);
  keepRows('pods', 0, ['b']);
  expect(keptRows('pods', 3)).toEqual(['a', 'b', 'c']);
  dropRows('pods', 0);
  keepRows('pods', 0, ['d']);
  expect(keptRows('pods', 2)).toEqual(['c', 'd']);
});

it('rows that are not all there are not given', () => {
  keepRows('jobs', 0, ['a']);
  expect(keptRows('jobs', 2)).toBeUndefined();
  expect(keptRows('nodes', 1)).toBeUndefined();
});

const FILLING = `
  import { parentPort } from 'node:worker_threads';
  import { keepRows, keptRows } from '${new URL('../../../src/kubernetes/rows/kept-rows.ts', import.meta.url)}';
  let count = 0;
  while (keptRows('pods', count) !== undefined || count === 0) {
    keepRows('pods', 0, Array.from({ length: 1000 }, (_, n) => ({ name: 'row-' + (count + n), more: [n, 'n' + n] })));
    count += 1000;
  }
  parentPort.postMessage({ count, left: keptRows('jobs', 0).length });
`;

it('rows are let go of before they take the memory of the thread', async () => {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(FILLING)}`), {
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
  const said = await new Promise<{ count: number }>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  await worker.terminate();
  expect(said).toMatchObject({ left: 0 });
  expect(said.count).toBeGreaterThan(10_000);
});
