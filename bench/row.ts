import type { RunMeasurement } from './measure.ts';

/** Upper bounds of a measurement; an absent one is not bounded. */
export interface RowBudget {
  readonly ms?: number;
  readonly cpuMs?: number;
  readonly mb?: number;
  /** Ratio to the time of the program it is compared with. */
  readonly ratio?: number;
  /** Ratio of the CPU time of one check to that of the floor. */
  readonly checkRatio?: number;
  /** Requests to an API server. */
  readonly requests?: number;
  /** What is said of a healthy cluster. */
  readonly alarms?: number;
  /** KB of memory for each one more. */
  readonly slope?: number;
}

/** One program at one task, or a part of the image and its size. */
export interface BenchRow extends Partial<RunMeasurement> {
  readonly work: string;
  readonly program: string;
  /** The program it is compared with, and the ratio of their times. */
  readonly than?: string;
  readonly ratio?: number;
  /** CPU time of one check beyond start-up, in milliseconds; its ratio to that of the floor, the program of this name. */
  readonly checkMs?: number;
  readonly floor?: string;
  readonly checkRatio?: number;
  readonly budget?: RowBudget;
  /** How many of the planted faults it found. */
  readonly found?: number;
  readonly requests?: number;
  /** Findings and errors in runs on a healthy cluster. */
  readonly alarms?: number;
  /** KB of memory for each one more than in the first row of its kind. */
  readonly slope?: number;
  /** MB on disk, and compressed. */
  readonly size?: number;
  readonly packed?: number;
}

/** A row of a program that was measured. */
export type TimedRow = BenchRow & RunMeasurement;

const BUDGET_WORDS: Readonly<Record<keyof RowBudget, string>> = {
  ms: 'time',
  cpuMs: 'CPU',
  checkRatio: 'CPU of a check',
  mb: 'memory',
  requests: 'requests',
  alarms: 'alarms',
  ratio: 'ratio',
  slope: 'slope',
};

/** Names the exceeded bounds of a row's budget. */
export const missedBudgets = ({ budget = {}, ...row }: BenchRow): readonly string[] =>
  (Object.keys(BUDGET_WORDS) as (keyof RowBudget)[])
    .filter((key) => (row[key] ?? 0) > (budget[key] ?? Number.POSITIVE_INFINITY))
    .map((key) => BUDGET_WORDS[key]);
