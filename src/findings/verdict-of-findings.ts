import type { ReportedFinding, Result } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { healthyOf } from '../model/status.ts';

/**
 * Whether the status came from findings: what timed out, could not be evaluated or was skipped has another one, and what failed
 * without a finding (a service that a check of pods asks too, and that does not answer) failed by an error.
 */
export const isJudged = ({ status, findings, findingsLeftOut = 0 }: JudgedResult): boolean =>
  status === 'ok' || status === 'degraded' || (status === 'failed' && findings.length + findingsLeftOut > 0);

type JudgedResult = Pick<Result, 'status' | 'findings' | 'findingsLeftOut'>;

/** The status by findings alone: with a fault failed, with warnings degraded, else ok. */
export const statusOfFindings = (findings: readonly Pick<ReportedFinding, 'level'>[]): Status => {
  if (findings.some(({ level }) => level === 'fault')) return 'failed';
  return findings.length > 0 ? 'degraded' : 'ok';
};

/** The first fault, else the first warning. */
const worstOf = (findings: readonly ReportedFinding[]): ReportedFinding | undefined =>
  findings.find(({ level }) => level === 'fault') ?? findings[0];

/** The message of a result: its worst finding and how many more there are, or the title of the check. */
export const messageOfFindings = (worst: ReportedFinding | undefined, count: number, title: string): string => {
  if (worst === undefined) return title;
  return count === 1 ? worst.message : `${worst.message} (and ${count - 1} more)`;
};

/**
 * The result with other findings in place of its own, judged again. A status that did not come from findings (time-out, error,
 * skipped) stays, and where all that are listed are gone that of those left out, of which nobody knows whether they would be.
 */
export const replaceFindings = (result: Result, findings: readonly ReportedFinding[], title: string): Result => {
  const leftOut = result.findingsLeftOut ?? 0;
  if (!isJudged(result) || (findings.length === 0 && leftOut > 0)) return { ...result, findings };
  const worst = worstOf(findings);
  const retried = result.attempts.length > 1 && findings.length === 0;
  const status = retried ? 'degraded' : statusOfFindings(findings);
  return {
    ...result,
    findings,
    status,
    healthy: healthyOf(status),
    reason: worst?.reason ?? null,
    message: messageOfFindings(worst, findings.length + leftOut, title),
  };
};
