import type { Check, Registration } from '../../check/check.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { Reason } from '../../model/reasons.ts';
import type { Attempt, Result } from '../../model/result.ts';
import { formatDuration } from '../../text/format-duration.ts';
import { type AttemptOutcome, attempt } from './attempt.ts';
import { Deadline, pause, startTimer } from './deadline.ts';
import { verdictOfDeadline, wordsOf } from './error-verdict.ts';
import type { Job, Surroundings } from './job.ts';
import { afterRetries, resultOf, type Verdict } from './outcome.ts';
import { elapsed } from './phases.ts';
import { obstacleOf } from './preconditions.ts';

/**
 * Runs one registration to its result, with its attempts and deadlines, in whatever thread or process this is.
 * Never rejects, and ends a short grace after the check's timeout even when the check does not.
 */
export const execute = async (
  registration: Registration,
  check: Check,
  surroundings: Surroundings,
): Promise<Result> => {
  const obstacle = obstacleOf(registration, surroundings.views);
  if (obstacle !== undefined) return resultOf(registration, obstacle);
  const parsed = parse(check, registration);
  if ('problem' in parsed) return resultOf(registration, parsed.problem);
  if (surroundings.signal.aborted) return resultOf(registration, verdictOfDeadline(surroundings.signal.reason, 'run'));
  const controller = new AbortController();
  const relay = (): void => controller.abort(surroundings.signal.reason);
  surroundings.signal.addEventListener('abort', relay);
  const stopTimer = startTimer(registration.timeoutMs, () => controller.abort(checkDeadline(registration)));
  try {
    return await tryOften({ registration, check, params: parsed.params, surroundings }, controller.signal);
  } finally {
    stopTimer();
    surroundings.signal.removeEventListener('abort', relay);
  }
};

const checkDeadline = ({ timeoutMs }: Registration): Deadline =>
  new Deadline('deadline_check', `no result within ${formatDuration(timeoutMs)}, the timeout of the check`);

type Parsed = { readonly params: unknown } | { readonly problem: Verdict };

/** A user's check may be a plain object without a schema: it gets its parameters as they are. */
const parse = (check: Check, { params, parsed }: Registration): Parsed => {
  if (parsed !== undefined) return { params: parsed };
  const schema: { parse?(value: unknown): unknown } | undefined = check.params;
  if (typeof schema?.parse !== 'function') return { params };
  try {
    return { params: schema.parse(params) };
  } catch (error) {
    return { problem: { status: 'error', reason: 'config', message: `parameters: ${wordsOf(error)}` } };
  }
};

const tryOften = async (job: Job, signal: AbortSignal): Promise<Result> => {
  const { registration } = job;
  const startedAt = Date.now();
  const since = performance.now();
  const attempts: Attempt[] = [];
  for (let n = 1; ; n++) {
    const begun = performance.now();
    const outcome = await attempt(job, signal, limitOf(registration, elapsed(since)));
    attempts.push(attemptOf(n, outcome.verdict, startedAt + (begun - since), elapsed(begun)));
    const backoff = registration.retry.backoffMs * 2 ** (n - 1);
    const timeLeft = registration.timeoutMs - elapsed(since) > backoff;
    const again = n < registration.retry.attempts && timeLeft && !signal.aborted && worthAnother(outcome, registration);
    if (again) await pause(backoff, signal);
    // Held up, the pause may have taken all that was left.
    if (again && !signal.aborted && elapsed(since) + 1 < registration.timeoutMs) continue;
    const { verdict, reached, ...record } = outcome;
    const last = again ? verdictOfDeadline(signal.reason ?? checkDeadline(registration), reached) : verdict;
    const recorded = { ...record, startedAt, durationMs: elapsed(since), attempts };
    return resultOf(registration, afterRetries(last, attempts), recorded);
  }
};

/**
 * Nine tenths of the timeout less the pauses, shared by the attempts, so that the limit that tells more comes before the
 * check's. Pauses that would leave nothing are not all made, and an attempt that begins late, held up, has less.
 */
const limitOf = (
  { retry: { attempts, backoffMs, attemptTimeoutMs }, timeoutMs }: Registration,
  spentMs: number,
): number => {
  const most = 0.9 * timeoutMs;
  const pauses = backoffMs * (2 ** (attempts - 1) - 1);
  const share = attemptTimeoutMs ?? Math.max(most - pauses, most / 2) / attempts;
  return Math.min(share, 0.95 * (timeoutMs - spentMs));
};

/** What the network does by itself now and then; a wrong answer stays wrong. */
const NETWORK: ReadonlySet<Reason> = new Set<Reason>([
  'dns',
  'connect_refused',
  'connect_timeout',
  'unreachable',
  'tls_handshake',
  'deadline_attempt',
]);

const BEFORE_REQUEST: ReadonlySet<PhaseName> = new Set<PhaseName>(['resolve', 'connect', 'tls']);

/** A request that may have been carried out is sent again only when that is harmless. */
const worthAnother = ({ verdict, reached }: AttemptOutcome, { repeatable }: Registration): boolean =>
  verdict.reason !== null &&
  verdict.findings === undefined &&
  NETWORK.has(verdict.reason) &&
  (repeatable || BEFORE_REQUEST.has(reached));

const attemptOf = (n: number, verdict: Verdict, startedAt: number, durationMs: number): Attempt => ({
  n,
  startedAt: new Date(startedAt).toISOString(),
  durationMs,
  status: verdict.status,
  ...(verdict.reason === null ? {} : { reason: verdict.reason }),
  ...(verdict.status === 'ok' ? {} : { message: verdict.message }),
});
