import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapLimited } from '../../../src/kubernetes/gather/map-limited.ts';

describe('mapLimited', () => {
  it('takes an item only when its turn has come, and keeps the order of the items', async () => {
    let taken = 0;
    let running = 0;
    const ahead: number[] = [];
    const items = function* () {
      for (; taken < 100; taken++) yield taken;
    };
    const results = await mapLimited(items(), 3, async (item) => {
      ahead.push(++running);
      await nextTurn();
      running--;
      return item * 2;
    });
    expect(results).toEqual(Array.from({ length: 100 }, (_, index) => index * 2));
    expect(Math.max(...ahead)).toBe(3);
  });
});
