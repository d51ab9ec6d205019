import type { IgnoreRule } from '../../findings/ignore-rule.ts';
import type { Result, SuppressedFinding } from '../../model/result.ts';

/** Results of one part of a run, ignores applied. */
export interface JudgedResults {
  /** In the order of the registrations. */
  readonly results: readonly Result[];
  readonly suppressed: readonly SuppressedFinding[];
  /** The ignores that took a finding away. */
  readonly used: readonly IgnoreRule[];
  readonly warnings: readonly string[];
  /** A thread is left that cannot be ended. */
  readonly stuck: boolean;
}

export const NOTHING_JUDGED: JudgedResults = { results: [], suppressed: [], used: [], warnings: [], stuck: false };
