import * as z from 'zod';
import type { ProbeReason } from '../model/reasons.ts';
import type { Comparison } from './comparison.ts';

/** Schema of what it means that there is no number to compare. */
export const unusableOutcome = () =>
  z.enum(['error', 'fail', 'warn', 'ok']).meta({ title: 'outcome' }).default('error');

export type UnusableOutcome = z.output<ReturnType<typeof unusableOutcome>>;

interface UnusableValue {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  readonly reason: ProbeReason;
  readonly text: string;
}

/** The comparison of what is no number, by the outcome that the parameters give it. */
export const compareUnusable = (value: UnusableValue, outcome: UnusableOutcome): Comparison => ({
  ...value,
  operator: 'is',
  status: outcome === 'ok' ? 'pass' : outcome,
});
