import type { Registration } from '../../check/check.ts';
import { remedyOf } from '../../findings/remedies.ts';
import { messageOfFindings, statusOfFindings } from '../../findings/verdict.ts';
import type { Reason } from '../../model/reasons.ts';
import type { Attempt, ReportedFinding, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { healthyOf } from '../../model/status.ts';

/** What is said of a registration, before the bookkeeping around it. */
export interface Verdict {
  readonly status: Status;
  readonly reason: Reason | null;
  readonly message: string;
  readonly findings?: readonly ReportedFinding[];
}

/** What was recorded while it ran; what is left out did not happen. */
export type Recorded = Partial<
  Pick<Result, 'durationMs' | 'attempts' | 'looked' | 'measures' | 'assertions' | 'phases' | 'notes'>
> & {
  /** Milliseconds since the epoch. Default: now. */
  readonly startedAt?: number;
};

/** The verdict of findings: any fault is failed, only warnings are degraded, none is ok. */
export const verdictOfFindings = (findings: readonly ReportedFinding[], title: string): Verdict => {
  const worst = findings.find(({ level }) => level === 'fault') ?? findings[0];
  return {
    status: statusOfFindings(findings),
    reason: worst?.reason ?? null,
    message: messageOfFindings(findings, title),
    findings,
  };
};

/** The verdict after earlier attempts that failed: a pass is degraded, and what was seen before a deadline is told. */
export const afterRetries = (verdict: Verdict, attempts: readonly Attempt[]): Verdict => {
  const earlier = attempts.length > 1 ? attempts[0] : undefined;
  if (earlier === undefined) return verdict;
  const before = `before: ${earlier.message ?? earlier.status}`;
  if (verdict.status === 'timeout') return { ...verdict, message: `${verdict.message}; ${before}` };
  if (verdict.status !== 'ok') return verdict;
  const message = `passed at attempt ${attempts.length} only; ${before}`;
  return { ...verdict, status: 'degraded', reason: earlier.reason ?? null, message };
};

/** The whole result of a registration. Pure but for the default of `startedAt`. */
export const resultOf = (registration: Registration, verdict: Verdict, recorded: Recorded = {}): Result => {
  const { startedAt = Date.now(), durationMs = 0 } = recorded;
  const { group, name, check, service, severity, timeoutMs, runbook } = registration;
  return {
    group,
    name,
    check,
    service,
    status: verdict.status,
    healthy: healthyOf(verdict.status),
    reason: verdict.reason,
    severity,
    message: verdict.message,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(startedAt + durationMs).toISOString(),
    durationMs,
    timeoutMs,
    attempts: recorded.attempts ?? [],
    looked: recorded.looked ?? {},
    measures: recorded.measures ?? {},
    assertions: recorded.assertions ?? [],
    phases: recorded.phases ?? [],
    notes: recorded.notes ?? [],
    remedy: remedyOf(registration, verdict),
    runbook,
    findings: verdict.findings ?? [],
  };
};
