import type { Comparison } from '../../../src/expectations/comparison.ts';

/** A condition of a server that holds or fails for this reason. */
export const compareState = (name: string, good: boolean, reason: Comparison['reason'], text: string): Comparison => ({
  name,
  operator: 'eq',
  expected: 'ok',
  actual: good ? 'ok' : 'not ok',
  status: good ? 'pass' : 'fail',
  reason,
  text,
});
