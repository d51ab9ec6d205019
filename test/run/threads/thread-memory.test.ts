import { expect, it } from 'vitest';
import { planThreadMemory } from '../../../src/run/threads/thread-memory.ts';

const gathered = (rows: number) => ({
  now: 0,
  facts: {},
  views: { pods: { pages: [{ bytes: new Uint8Array(), count: rows, annotated: [], namespaces: [] }] } },
});

it.each([
  ['few rows on a machine', 100, Number.POSITIVE_INFINITY, { heapMb: 256.1, threads: Number.POSITIVE_INFINITY }],
  ['many rows on a machine', 100_000, Number.POSITIVE_INFINITY, { heapMb: 356, threads: Number.POSITIVE_INFINITY }],
  ['few rows in a container', 1_000, 166, { heapMb: 166, threads: 3 }],
  ['rows that have room once in a container', 100_000, 166, { heapMb: 166, threads: 1 }],
  ['rows that have no room in a container', 900_000, 166, { heapMb: 166, threads: 1 }],
])('Threads beside each other have room for %s', (_, rows, containerMb, plan) => {
  expect(planThreadMemory(gathered(rows), containerMb)).toEqual(plan);
});
