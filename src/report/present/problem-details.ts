import type { Problem, Report, ReportedFinding, Result } from '../../model/result.ts';

/** What the results of a report say of a problem. */
export interface ProblemDetails {
  /** The first result that has it. */
  readonly result: Result | undefined;
  /** Absent of a check without findings. */
  readonly finding: ReportedFinding | undefined;
}

/** Finds the details of the problems of this report. */
export const indexDetails = ({ results }: Report): ((problem: Problem) => ProblemDetails) => {
  const findings = new Map<string, ReportedFinding>();
  for (const { findings: found } of results)
    for (const finding of found) if (!findings.has(finding.fingerprint)) findings.set(finding.fingerprint, finding);
  const byName = new Map(results.map((result) => [`${result.service}/${result.name}`, result]));
  return ({ fingerprint, checks }) => ({
    result: byName.get(checks[0] ?? ''),
    finding: findings.get(fingerprint),
  });
};
