import type { Result } from '../model/result.ts';
import { abbreviateList } from '../text/abbreviate-list.ts';
import { MAX_FINDINGS_OF_CHECK, worstFindings } from './worst-findings.ts';

const MAX_FINDINGS_OF_RUN = 5_000;

const NAMED_CHECKS = 5;

/** Results with findings that memory has room for, and a sentence about what is left out. */
export interface LimitedResults {
  readonly results: readonly Result[];
  readonly warnings: readonly string[];
}

/**
 * Keeps the worst findings of each result, a thousand at most and five thousand in all: faults before warnings, more objects
 * before fewer. Status, reason and message stay those of all of them, so this comes after ignores; how many are left out is
 * `findingsLeftOut`.
 */
export const limitFindings = (results: readonly Result[]): LimitedResults => {
  const limit = Math.min(MAX_FINDINGS_OF_CHECK, fairShare(results.map(({ findings }) => findings.length)));
  const limited = results.map((result) => limitResult(result, limit));
  const cut = limited.flatMap(describeCut);
  if (cut.length === 0) return { results, warnings: [] };
  const message = `more findings than a report holds: ${abbreviateList(cut, NAMED_CHECKS)}; the worst are told, status and message count all`;
  return { results: limited, warnings: [message] };
};

/** How many each may keep so that all together keep no more than a run holds; at least one. */
const fairShare = (counts: readonly number[]): number => {
  let room = MAX_FINDINGS_OF_RUN;
  for (const [index, count] of counts.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(room / (counts.length - index));
    if (count > share) return Math.max(1, share);
    room -= count;
  }
  return MAX_FINDINGS_OF_RUN;
};

const limitResult = (result: Result, limit: number): Result => {
  const leftOut = result.findings.length - limit;
  if (leftOut <= 0) return result;
  const findingsLeftOut = leftOut + (result.findingsLeftOut ?? 0);
  return { ...result, findings: worstFindings([...result.findings], limit), findingsLeftOut };
};

const describeCut = ({ service, name, findings, findingsLeftOut = 0 }: Result): readonly string[] =>
  findingsLeftOut === 0 ? [] : [`${service}/${name} tells ${findings.length} of ${findings.length + findingsLeftOut}`];
