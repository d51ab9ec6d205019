import type { Measurement } from './measure.ts';

/** What a piece of work may take; absent: no limit was set. */
export interface Budget {
  readonly ms?: number;
  readonly mb?: number;
  /** Times what it is compared with. */
  readonly ratio?: number;
  /** Sent to an API server. */
  readonly requests?: number;
}

/** One program at one piece of work. */
export interface Row extends Measurement {
  readonly work: string;
  readonly program: string;
  /** What the ratio is taken to, and how many times its time this took. */
  readonly than?: string;
  readonly ratio?: number;
  readonly budget?: Budget;
  /** How many of the faults that were made it tells of. */
  readonly found?: number;
  readonly requests?: number;
}

/** What of the budget is exceeded, in words; empty when nothing is. */
export const missed = ({ ms, mb, ratio, requests, budget = {} }: Row): readonly string[] => [
  ...(budget.ms !== undefined && ms > budget.ms ? ['time'] : []),
  ...(budget.mb !== undefined && mb > budget.mb ? ['memory'] : []),
  ...(budget.requests !== undefined && requests !== undefined && requests > budget.requests ? ['requests'] : []),
  ...(budget.ratio !== undefined && ratio !== undefined && ratio > budget.ratio ? ['ratio'] : []),
];
