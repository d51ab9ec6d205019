import * as z from 'zod';
import type { Json } from '../model/json.ts';
import type { ProbeReason } from '../model/reasons.ts';
import type { Comparison } from './comparison.ts';

const OUTCOMES = ['error', 'fail', 'warn', 'ok'] as const;

/** Schema of what it means that there is no number to compare. */
export const unusableOutcome = (otherwise: UnusableOutcome = 'error') =>
  z.enum(OUTCOMES).meta({ title: 'outcome' }).default(otherwise);

export type UnusableOutcome = (typeof OUTCOMES)[number];

interface UnusableValue {
  readonly name: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly reason: ProbeReason;
  readonly text: string;
  /** Default: is. */
  readonly operator?: string;
}

/** The comparison of what is no number, by the outcome that the parameters give it. */
export const compareUnusable = (value: UnusableValue, outcome: UnusableOutcome): Comparison => ({
  operator: 'is',
  ...value,
  status: outcome === 'ok' ? 'pass' : outcome,
});
