import type { CheckContext, Registration } from '../../check/check.ts';
import { judgedViews, verdictOfNothing } from '../../findings/nothing-to-judge.ts';
import { collectFindings } from '../../findings/packed-findings.ts';
import { type ViewName, viewLabel } from '../../kubernetes/resources.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { Assertion, Measurement, PhaseTiming } from '../../model/result.ts';
import { formatDuration } from '../../text/duration-text.ts';
import type { CheckJob } from './check-environment.ts';
import { Deadline, GRACE_MS, NO_LONGER_NEEDED, resolveWithin, startTimer } from './deadline.ts';
import { lateFailureMessage, verdictOfDeadline, verdictOfThrown } from './error-verdict.ts';
import { type CheckVerdict, verdictOfFindings } from './outcome.ts';
import { elapsedMs } from './phases.ts';
import { availableRows, viewNotes } from './preconditions.ts';
import { bindProbes, type ProbeCalls } from './probe-calls.ts';
import { reportFindings } from './report-findings.ts';

export interface AttemptOutcome {
  readonly verdict: CheckVerdict;
  readonly looked: Readonly<Record<string, number>>;
  readonly measures: Readonly<Record<string, Measurement>>;
  readonly assertions: readonly Assertion[];
  readonly notes: readonly string[];
  readonly phases: readonly PhaseTiming[];
  /** The phase in which it ended, `run` outside of any probe. */
  readonly reached: PhaseName;
}

interface AttemptLimits {
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

type SettledRun = { readonly value: unknown } | { readonly error: unknown };

/**
 * Runs a check for the `n`th time. `signal` is the check's deadline, `limitMs` that of this attempt. Never rejects; a check that
 * has not ended `GRACE_MS` after its signal is no longer waited for.
 */
export const runAttempt = async (
  job: CheckJob,
  n: number,
  { signal, limitMs }: AttemptLimits,
): Promise<AttemptOutcome> => {
  const since = performance.now();
  const controller = new AbortController();
  const calls = bindProbes(job, { n, signal: controller.signal, since });
  const { ended: aborted, forget } = watchAbort(controller.signal, calls, job.registration);
  const isSilent = (): boolean => hasAttemptLimit(job.registration) || calls.inFlight() > 0;
  const relay = (): void => {
    // In a thread that was blocked both deadlines can have passed: that of the attempt names the phase.
    const isAttemptOver = isCheckDeadline(signal.reason) && elapsedMs(since) >= limitMs && isSilent();
    controller.abort(isAttemptOver ? attemptDeadline(limitMs) : signal.reason);
  };
  signal.addEventListener('abort', relay);
  const stopTimer = startTimer(limitMs, () => {
    if (isSilent()) controller.abort(attemptDeadline(limitMs));
  });
  const record = createRecorder(job);
  const settled = settleRun(() =>
    job.check.run({
      ...calls.bound,
      ...checkContext(job, controller.signal, record),
      remainingMs: () => Math.max(0, limitMs - elapsedMs(since)),
    } as never),
  );
  try {
    const first = await Promise.race([settled, aborted]);
    if ('verdict' in first) await awaitGrace(settled, job);
    const { verdict, reached } =
      'verdict' in first
        ? first
        : { verdict: verdictOfSettled(first, job, { calls, looked: record.looked }), reached: calls.reached() };
    return { verdict, reached, ...record, phases: recordedPhases(calls, verdict, elapsedMs(since)) };
  } finally {
    stopTimer();
    signal.removeEventListener('abort', relay);
    forget();
    controller.abort(NO_LONGER_NEEDED);
  }
};

/** Without retries the limit of an attempt holds for a silent probe only; the check's own code has all of its timeout. */
const hasAttemptLimit = ({ retry }: Registration): boolean => retry.attempts > 1 || retry.attemptTimeoutMs !== null;

const attemptDeadline = (ms: number): Deadline =>
  new Deadline('deadline_attempt', `no answer within ${formatDuration(ms)}, the limit of one attempt`);

const isCheckDeadline = (reason: unknown): boolean => reason instanceof Deadline && reason.reason === 'deadline_check';

type AttemptEnd = Pick<AttemptOutcome, 'verdict' | 'reached'>;

/** Resolves when the signal aborts, with the phase that goes on at that moment; until it is told to forget. */
const watchAbort = (signal: AbortSignal, calls: ProbeCalls, { module }: Registration) => {
  const { promise: ended, resolve } = Promise.withResolvers<AttemptEnd>();
  const end = (): void => {
    const { reason } = signal;
    const [reached, target] = [calls.reached(), calls.target()];
    resolve({
      verdict:
        reason instanceof Deadline ? verdictOfDeadline(reason, reached, target) : verdictOfThrown(reason, module),
      reached,
    });
  };
  signal.addEventListener('abort', end);
  return { ended, forget: () => signal.removeEventListener('abort', end) };
};

const settleRun = async (run: () => unknown): Promise<SettledRun> => {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
};

/** Waits `GRACE_MS` for a check whose signal has aborted; an error that comes later becomes a warning. */
const awaitGrace = async (settled: Promise<SettledRun>, { environment, registration }: CheckJob): Promise<void> => {
  const inTime = await resolveWithin(GRACE_MS, settled);
  if (inTime !== undefined) return;
  settled.then((late) => {
    if ('error' in late) environment.warning(lateFailureMessage(late.error, registration.module));
  });
};

interface RunRecord extends Pick<AttemptOutcome, 'looked'> {
  readonly calls: ProbeCalls;
}

const verdictOfSettled = (
  settled: SettledRun,
  { registration }: CheckJob,
  { calls, looked }: RunRecord,
): CheckVerdict => {
  if ('error' in settled) return verdictOfThrown(settled.error, registration.module);
  if (calls.inFlight() > 0)
    return { status: 'error', reason: 'internal', message: 'the check returned before its probe had answered' };
  try {
    const verdict = verdictOfFindings(collectFindings(reportFindings(settled.value, registration)), registration.title);
    return (verdict.status === 'ok' ? verdictOfNothing(registration, looked) : undefined) ?? verdict;
  } catch (error) {
    return verdictOfThrown(error, registration.module);
  }
};

const recordedPhases = (calls: ProbeCalls, { status }: CheckVerdict, ms: number): readonly PhaseTiming[] => {
  const phases = calls.phases();
  const done = status === 'ok' || status === 'degraded' || status === 'failed' || status === 'skipped';
  if (phases.length === 0) return [{ name: 'run', atMs: 0, ms, done }];
  const probesMs = phases.reduce((sum, phase) => sum + phase.ms, 0);
  const isOwnCode = status === 'timeout' && phases.every((phase) => phase.done);
  const ownMs = Math.max(0, ms - probesMs);
  return isOwnCode ? [...phases, { name: 'run', atMs: ms - ownMs, ms: ownMs, done: false }] : phases;
};

const createRecorder = ({ registration, environment }: CheckJob) => {
  const judged: readonly string[] = judgedViews(registration);
  const rows = Object.entries(availableRows(registration, environment.views));
  const judgedFirst = [
    ...rows.filter(([name]) => judged.includes(name)),
    ...rows.filter(([name]) => !judged.includes(name)),
  ];
  return {
    looked: Object.fromEntries(
      judgedFirst.map(([name, { length }]) => [viewLabel(name as ViewName), length]),
    ) as Record<string, number>,
    measures: {} as Record<string, Measurement>,
    assertions: [] as Assertion[],
    notes: viewNotes(registration, environment.views),
  };
};

const checkContext = (
  { registration, params, environment }: CheckJob,
  signal: AbortSignal,
  record: ReturnType<typeof createRecorder>,
): Omit<CheckContext<unknown>, 'remainingMs'> => ({
  ...availableRows(registration, environment.views),
  params,
  service: registration.service,
  now: environment.now,
  signal,
  measure: (name, value, unit = '') => {
    if (!Number.isFinite(value)) throw new TypeError(`the measure ${name} is not a number: ${value}`);
    record.measures[name] = { value, unit };
  },
  // Copied as JSON, so that what cannot be printed fails here and not in the report.
  assertion: (assertion) => void record.assertions.push(JSON.parse(JSON.stringify(assertion))),
  // A note is about the whole cluster, and not about a service that selects a part of it.
  note: (text) => {
    if (registration.selector === undefined) record.notes.push(String(text));
  },
  looked: (what, count) => {
    // What a check counts itself says more than the rows that it was handed.
    const { [what]: _, ...others } = record.looked;
    record.looked = { [what]: Number(count), ...others };
  },
  secret: (text) => environment.onSecret?.(String(text)),
});
