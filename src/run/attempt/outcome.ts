import type { Registration } from '../../check/check.ts';
import type { CollectedFindings, PackedResult } from '../../findings/packed-findings.ts';
import { remedyOf } from '../../findings/remedies.ts';
import { messageOfFindings, statusOfFindings } from '../../findings/verdict-of-findings.ts';
import type { Advice } from '../../model/advice.ts';
import type { ReportedReason } from '../../model/reasons.ts';
import type { AttemptRecord, ReportedFinding, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { healthyOf } from '../../model/status.ts';
import { readUnixTime } from '../../process/unix-time.ts';

/** How a registration is judged. */
export interface CheckVerdict {
  readonly status: Status;
  readonly reason: ReportedReason | null;
  readonly message: string;
  /** Of the probe that ended with it. */
  readonly advice?: Advice | undefined;
  readonly findings?: readonly ReportedFinding[];
  readonly packed?: PackedResult['packed'];
}

/** What was recorded while a registration ran; a field that is absent is empty in the result. */
export type RecordedRun = Partial<
  Pick<Result, 'durationMs' | 'attempts' | 'looked' | 'measures' | 'assertions' | 'phases' | 'notes'>
> & {
  /** Milliseconds since the epoch. Default: now. */
  readonly startedAt?: number;
};

/** The verdict on findings: `failed` with a fault, `degraded` with warnings only, `ok` with none. */
export const verdictOfFindings = (collected: CollectedFindings, title: string): CheckVerdict => {
  const { worst, count, findings, packed } = collected;
  return {
    status: statusOfFindings(worst === undefined ? [] : [worst]),
    reason: worst?.reason ?? null,
    message: messageOfFindings(worst, count, title),
    findings,
    ...(packed === undefined ? {} : { packed }),
  };
};

/** The verdict after earlier attempts that failed: `ok` becomes `degraded`, and a timeout names what failed before. */
export const afterRetries = (verdict: CheckVerdict, attempts: readonly AttemptRecord[]): CheckVerdict => {
  const earlier = attempts.length > 1 ? attempts[0] : undefined;
  if (earlier === undefined) return verdict;
  const before = `before: ${earlier.message ?? earlier.status}`;
  if (verdict.status === 'timeout') return { ...verdict, message: `${verdict.message}; ${before}` };
  if (verdict.status !== 'ok') return verdict;
  const message = `passed at attempt ${attempts.length} only; ${before}`;
  return { ...verdict, status: 'degraded', reason: earlier.reason ?? null, message };
};

/** The whole result of a registration. Pure but for the default of `startedAt`. */
export const resultOf = (
  registration: Registration,
  verdict: CheckVerdict,
  recorded: RecordedRun = {},
): PackedResult => {
  const { startedAt = readUnixTime(), durationMs = 0 } = recorded;
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
    remedy: remedyOf(registration, { ...verdict, phases: recorded.phases ?? [] }),
    runbook,
    findings: verdict.findings ?? [],
    ...(verdict.packed === undefined ? {} : { packed: verdict.packed }),
  };
};
