import { expect, it } from 'vitest';
import { readUnixTime } from '../../src/process/unix-time.ts';

it('the time of a run is that of the machine, in whole milliseconds', () => {
  expect(Math.abs(readUnixTime() - Date.now())).toBeLessThan(60_000);
  expect(Number.isInteger(readUnixTime())).toBe(true);
});
