import type { Ignore } from '../../findings/ignore.ts';
import type { Result, Suppressed } from '../../model/result.ts';

/** Results of one part of a run, ignores applied. */
export interface JudgedResults {
  /** In the order of the registrations. */
  readonly results: readonly Result[];
  readonly suppressed: readonly Suppressed[];
  /** The ignores that took a finding away. */
  readonly used: readonly Ignore[];
  readonly warnings: readonly string[];
  /** A thread is left that cannot be ended. */
  readonly stuck: boolean;
}

export const NOTHING_JUDGED: JudgedResults = { results: [], suppressed: [], used: [], warnings: [], stuck: false };
