import type { Report, Result } from '../../model/result.ts';
import { type CauseIndex, indexCauses } from './causes.ts';
import { findRepeats, type RepeatedErrors } from './repeats.ts';

/** What refers from one result of a document to another. */
export interface ResultLinks {
  readonly causes: CauseIndex;
  readonly repeats: RepeatedErrors;
}

/** The links of a document that shows these results of the report, in this order. */
export const linkResults = (report: Report, shown: readonly Result[]): ResultLinks => ({
  causes: indexCauses(report),
  repeats: findRepeats(shown),
});
