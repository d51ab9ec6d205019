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

/** One program at one piece of work, or a thing and its size. */
export interface Row extends Partial<Measurement> {
  readonly work: string;
  readonly program: string;
  /** What the ratio is taken to, and how many times its time this took. */
  readonly than?: string;
  readonly ratio?: number;
  readonly budget?: Budget;
  /** How many of the faults that were made it tells of. */
  readonly found?: number;
  readonly requests?: number;
  /** MB on disk, and as they are sent over the network. */
  readonly size?: number;
  readonly packed?: number;
}

/** A row of something that was run. */
export type Timed = Row & Measurement;

/** What of the budget is exceeded, in words; empty when nothing is. */
export const missed = ({ ms, mb, ratio, requests, budget = {} }: Row): readonly string[] => [
  ...(budget.ms !== undefined && ms !== undefined && ms > budget.ms ? ['time'] : []),
  ...(budget.mb !== undefined && mb !== undefined && mb > budget.mb ? ['memory'] : []),
  ...(budget.requests !== undefined && requests !== undefined && requests > budget.requests ? ['requests'] : []),
  ...(budget.ratio !== undefined && ratio !== undefined && ratio > budget.ratio ? ['ratio'] : []),
];
