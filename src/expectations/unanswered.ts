import type { ProbeError } from '../model/errors.ts';
import type { Comparison } from './comparison.ts';

/**
 * The comparison of what a server did not answer, which stays undecided. The target at the beginning of the problem's message is
 * left out, as the subject of the comparisons names it.
 */
export const compareUnanswered = (name: string, { reason, message, advice }: ProbeError, target = ''): Comparison => ({
  name,
  operator: 'answered',
  expected: true,
  actual: false,
  status: 'error',
  reason,
  text: `${name}: ${message.startsWith(`${target}: `) ? message.slice(target.length + 2) : message}`,
  advice,
});

/** The comparison of a value that is not there: it stays undecided, too. */
export const compareMissing = (name: string, text: string): Comparison => ({
  name,
  operator: 'exists',
  expected: true,
  actual: null,
  status: 'error',
  reason: 'missing_value',
  text,
});

/** The comparison of a value in an answer that is not of the expected form, as a page in place of JSON. */
export const compareUnreadable = (name: string, text: string): Comparison => ({
  ...compareMissing(name, text),
  status: 'fail',
  reason: 'protocol',
});
