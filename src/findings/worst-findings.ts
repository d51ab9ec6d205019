import type { ReportedFinding } from '../model/result.ts';

/** In a report: what is explained, linked and written takes some 12 KB each, and nobody reads more. */
export const MAX_FINDINGS_OF_CHECK = 1_000;

/** The worst of them, as many as `limit`: faults before warnings, more objects before fewer; within it as they are. */
export const worstFindings = (findings: ReportedFinding[], limit: number): ReportedFinding[] =>
  findings.length <= limit ? findings : findings.toSorted(compareWeight).slice(0, limit);

const compareWeight = (one: ReportedFinding, other: ReportedFinding): number =>
  Number(one.level === 'warning') - Number(other.level === 'warning') || other.count - one.count;
