import type { ReportedFinding, Result } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { healthyOf } from '../model/status.ts';

/** Whether the status came from findings: what timed out, could not be evaluated or was skipped has another one. */
export const isJudged = ({ status }: Pick<Result, 'status'>): boolean =>
  status === 'ok' || status === 'degraded' || status === 'failed';

/** The status by findings alone: with a fault failed, with warnings degraded, else ok. */
export const statusOfFindings = (findings: readonly Pick<ReportedFinding, 'level'>[]): Status => {
  if (findings.some(({ level }) => level === 'fault')) return 'failed';
  return findings.length > 0 ? 'degraded' : 'ok';
};

/** The message of a result: its worst finding and how many more there are, or the title of the check. */
export const messageOfFindings = (findings: readonly ReportedFinding[], title: string): string => {
  const worst = findings.find(({ level }) => level === 'fault') ?? findings[0];
  if (worst === undefined) return title;
  return findings.length === 1 ? worst.message : `${worst.message} (and ${findings.length - 1} more)`;
};

/**
 * The result with other findings in place of its own, judged again. A status that did not come from findings (time-out, error,
 * skipped) stays.
 */
export const replaceFindings = (result: Result, findings: readonly ReportedFinding[], title: string): Result => {
  if (!isJudged(result)) return { ...result, findings };
  const retried = result.attempts.length > 1 && findings.length === 0;
  const status = retried ? 'degraded' : statusOfFindings(findings);
  return {
    ...result,
    findings,
    status,
    healthy: healthyOf(status),
    reason: (findings.find(({ level }) => level === 'fault') ?? findings[0])?.reason ?? null,
    message: messageOfFindings(findings, title),
  };
};
