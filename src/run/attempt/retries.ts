import type { Registration } from '../../check/check.ts';
import type { PackedResult } from '../../findings/packed-findings.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { ReportedReason } from '../../model/reasons.ts';
import type { AttemptRecord } from '../../model/result.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import { type AttemptOutcome, runAttempt } from './attempt.ts';
import type { CheckJob } from './check-environment.ts';
import { checkDeadline, pauseFor } from './deadline.ts';
import { verdictOfDeadline } from './error-verdict.ts';
import { afterRetries, type CheckVerdict, resultOf } from './outcome.ts';
import { elapsedMs } from './phases.ts';

/** Runs a check until an attempt is not worth repeating, or `signal`, the check's deadline, aborts. Never rejects. */
export const runWithRetries = async (job: CheckJob, signal: AbortSignal): Promise<PackedResult> => {
  const { registration } = job;
  const startedAt = readUnixTime();
  const since = performance.now();
  const attempts: AttemptRecord[] = [];
  for (let n = 1; ; n++) {
    const attemptSince = performance.now();
    const outcome = await runAttempt(job, n, { signal, limitMs: attemptLimitMs(registration, elapsedMs(since)) });
    attempts.push(attemptRecord(n, outcome.verdict, startedAt + (attemptSince - since), elapsedMs(attemptSince)));
    const backoffMs = registration.retry.backoffMs * 2 ** (n - 1);
    const hasTime = registration.timeoutMs - elapsedMs(since) > backoffMs;
    const retries =
      n < registration.retry.attempts && hasTime && !signal.aborted && isWorthRetry(outcome, registration);
    if (retries) await pauseFor(backoffMs, signal);
    // In a thread that was blocked the pause may have taken all the time that was left.
    if (retries && !signal.aborted && elapsedMs(since) + 1 < registration.timeoutMs) continue;
    const { verdict, reached, ...record } = outcome;
    const last = retries ? verdictOfDeadline(signal.reason ?? checkDeadline(registration.timeoutMs), reached) : verdict;
    const recorded = { ...record, startedAt, durationMs: elapsedMs(since), attempts };
    return resultOf(registration, afterRetries(last, attempts), recorded);
  }
};

/**
 * Milliseconds for one attempt: its share of nine tenths of the check's timeout less the pauses, so that its limit, which
 * names the phase, comes before the check's. At least half of that, whatever the pauses; less for an attempt that starts late.
 */
const attemptLimitMs = (
  { retry: { attempts, backoffMs, attemptTimeoutMs }, timeoutMs }: Registration,
  spentMs: number,
): number => {
  const sharedMs = 0.9 * timeoutMs;
  const pausesMs = backoffMs * (2 ** (attempts - 1) - 1);
  const shareMs = attemptTimeoutMs ?? Math.max(sharedMs - pausesMs, sharedMs / 2) / attempts;
  return Math.min(shareMs, 0.95 * (timeoutMs - spentMs));
};

/** Failures that may pass by themselves; a wrong answer does not. */
const NETWORK_REASONS: ReadonlySet<ReportedReason> = new Set<ReportedReason>([
  'dns',
  'connect_refused',
  'connect_timeout',
  'unreachable',
  'tls_handshake',
  'deadline_attempt',
]);

const PHASES_BEFORE_REQUEST: ReadonlySet<PhaseName> = new Set<PhaseName>(['resolve', 'connect', 'tls', 'auth']);

/** A request that may have had its effect is sent again only when the check is safe to repeat: also one before the last. */
const isWorthRetry = ({ verdict, phases }: AttemptOutcome, { repeatable }: Registration): boolean =>
  verdict.reason !== null &&
  verdict.findings === undefined &&
  NETWORK_REASONS.has(verdict.reason) &&
  (repeatable || phases.every(({ name }) => PHASES_BEFORE_REQUEST.has(name)));

const attemptRecord = (n: number, verdict: CheckVerdict, startedAt: number, durationMs: number): AttemptRecord => ({
  n,
  startedAt: new Date(startedAt).toISOString(),
  durationMs,
  status: verdict.status,
  ...(verdict.reason === null ? {} : { reason: verdict.reason }),
  ...(verdict.status === 'ok' ? {} : { message: verdict.message }),
});
