import { expect, it } from 'vitest';
import { containerHeapMb } from '../../src/run/container-heap.ts';

const MIB = 2 ** 20;

it.each([
  ['no limit that is known', 0, Number.POSITIVE_INFINITY],
  ['no limit in version 1 of cgroups', 2 ** 64, Number.POSITIVE_INFINITY],
  ['a container of 256 MiB', 256 * MIB, 166],
  ['a container that is too small', 100 * MIB, 48],
])('The heap of a thread leaves room for the rest of the process: %s', (_, bytes, heap) => {
  expect(containerHeapMb(bytes)).toBe(heap);
});
