import type { ReportedFinding, Result } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { healthyOf } from '../model/status.ts';

/** Whether the status came from findings: what timed out, could not be evaluated or was skipped has another one. */
export const isJudged = ({ status }: Pick<Result, 'status'>): boolean =>
  status === 'ok' || status === 'degraded' || status === 'failed';

/** The status that findings alone amount to: a fault is failed, warnings are degraded, none is ok. */
export const statusOfFindings = (findings: readonly Pick<ReportedFinding, 'level'>[]): Status => {
  if (findings.some(({ level }) => level === 'fault')) return 'failed';
  return findings.length > 0 ? 'degraded' : 'ok';
};

/** What a result says in one line: its worst finding and how many more there are, or that all is well. */
export const messageOfFindings = (findings: readonly ReportedFinding[], title: string): string => {
  const worst = findings.find(({ level }) => level === 'fault') ?? findings[0];
  if (worst === undefined) return title;
  return findings.length === 1 ? worst.message : `${worst.message} (and ${findings.length - 1} more)`;
};

/**
 * The result with other findings in place of its own, judged anew. For results whose status came from their findings
 * only: what timed out or could not be evaluated stays as it is.
 */
export const withFindings = (result: Result, findings: readonly ReportedFinding[], title: string): Result => {
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
