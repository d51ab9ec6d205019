import { expect, it } from 'vitest';
import { createSuppressedList } from '../../src/findings/suppressed-list.ts';

it('What ignores take away is named a thousand times, and counted beyond', () => {
  const list = createSuppressedList();
  for (let index = 0; index < 5_000; index++)
    list.add({
      ...{ check: 'crash-loops', reason: 'crash_loop', why: index % 2 === 0 ? 'parked' : 'moving', count: 2 },
      object: { kind: 'Pod', namespace: 'shop', name: `web-${index}` },
    });
  const all = list.all();
  expect(all).toHaveLength(1_002);
  expect(all.slice(1_000)).toEqual([
    { check: 'crash-loops', reason: 'crash_loop', why: 'parked', count: 4_000 },
    { check: 'crash-loops', reason: 'crash_loop', why: 'moving', count: 4_000 },
  ]);
});
