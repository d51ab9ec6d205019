import * as z from 'zod';
import { duration } from '../../../src/params/duration.ts';

/** How many times faster than it may the budget burns, over a long window and, so that it ends soon, over a short one. */
export interface BurnRate {
  readonly rate: number;
  /** Milliseconds, as is `short`. */
  readonly long: number;
  readonly short: number;
  readonly level: 'warn' | 'fail';
}

/** Schema of burn rates of one's own. */
export const burnRates = () =>
  z
    .array(
      z
        .strictObject({
          rate: z.number().positive().describe('Times faster than the budget allows'),
          long: duration().describe('Window over which it must be so'),
          short: duration().describe('Window over which it must still be so'),
          level: z.enum(['warn', 'fail']).describe('What it means'),
        })
        .refine(({ long, short }) => short >= 1000 && short < long, 'short is from 1s to less than long'),
    )
    .min(1);

/**
 * The burn rates that the SRE workbook recommends, written for a window of 30 days (chapter 5, table 5-8): 14.4 over 1 h, 6
 * over 6 h, 3 over 1 d, 1 over 3 d, each beside a window of a twelfth. For another window they cover the same shares of it.
 */
export const workbookBurnRates = (window: number): readonly BurnRate[] =>
  (
    [
      [14.4, 720, 'fail'],
      [6, 120, 'fail'],
      [3, 30, 'warn'],
      [1, 10, 'warn'],
    ] as const
  ).map(([rate, parts, level]) => ({ rate, long: window / parts, short: window / parts / 12, level }));

/** Every window once, the whole one among them. */
export const windowsOf = (rates: readonly BurnRate[], window: number): readonly number[] => [
  ...new Set([...rates.flatMap(({ long, short }) => [long, short]), window]),
];
