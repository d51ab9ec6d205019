import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { currentIndex, followRunning } from '../../../src/run/threads/running-index.ts';
import { openCounters } from '../../../src/run/threads/shared-counters.ts';

const INDICES = [0, 1, 2];

/** What the counters name whenever code of a registration runs, beside the registration. */
const followCode = async (code: (note: () => void) => Promise<void>): Promise<readonly (readonly number[])[]> => {
  const counters = openCounters(INDICES.length);
  const stop = followRunning(counters);
  onTestFinished(stop);
  const seen = INDICES.map((): number[] => []);
  const runs = INDICES.map((index) =>
    currentIndex.run(index, async () => {
      await nextTurn();
      await code(() => seen[index]?.push(counters.running()));
    }),
  );
  await Promise.all(runs);
  return seen;
};

it('the registration whose code runs is named after an await, a timer, a tick and a microtask', async () => {
  const seen = await followCode(async (note) => {
    note();
    await null;
    note();
    await pause(1);
    note();
    await new Promise<void>((resolve) => process.nextTick(() => resolve(note())));
    await new Promise<void>((resolve) => queueMicrotask(() => resolve(note())));
  });
  expect(seen).toEqual(INDICES.map((index) => [index, index, index, index, index]));
});

it('of several that one event wakes, each is named in its turn', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, 1);
  const seen = await followCode(async (note) => {
    await promise;
    note();
  });
  expect(seen).toEqual([[0], [1], [2]]);
});

it('the registration whose code runs is named when a server answers', async () => {
  const server = createServer((_, response) => response.end('ok'));
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const seen = await followCode(async (note) => {
    const [response] = await once(get({ host: '127.0.0.1', port, agent: false }), 'response');
    note();
    response.on('data', note);
    await once(response, 'end');
    note();
  });
  expect(seen).toEqual([
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 2],
  ]);
});

it('code of no registration has no name', async () => {
  const counters = openCounters(1);
  onTestFinished(followRunning(counters));
  await currentIndex.run(0, () => nextTurn());
  await nextTurn();
  expect(counters.running()).toBe(-1);
});
