import { expect, it } from 'vitest';
import { clockWarning } from '../../../src/kubernetes/gather/clock-offset.ts';

it.each([
  [0, undefined],
  [60_000, undefined],
  [-60_000, undefined],
  [7_200_000, "the API server's clock is 2h ahead of this machine's: ages are counted by it, and may be wrong"],
  [-90_000, "the API server's clock is 1m 30s behind this machine's: ages are counted by it, and may be wrong"],
])('a server whose clock is off by %i ms: %s', (offset, warning) => {
  expect(clockWarning(1_800_000_000_000 + offset, 1_800_000_000_000)).toBe(warning);
});
