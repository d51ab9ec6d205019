import type { Ambient, Registration } from '../../check/check.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { Assertion, Measure, Phase } from '../../model/result.ts';
import { formatDuration } from '../../text/format-duration.ts';
import { Deadline, GRACE_MS, OVER, startTimer, within } from './deadline.ts';
import { verdictOfDeadline, verdictOfThrown } from './error-verdict.ts';
import { reportFindings } from './findings.ts';
import type { Job, Surroundings } from './job.ts';
import { type Verdict, verdictOfFindings } from './outcome.ts';
import { elapsed } from './phases.ts';
import { rowsFor, viewNotes } from './preconditions.ts';
import { bindProbes, type ProbeCalls } from './probe-calls.ts';

export interface AttemptOutcome {
  readonly verdict: Verdict;
  readonly looked: Readonly<Record<string, number>>;
  readonly measures: Readonly<Record<string, Measure>>;
  readonly assertions: readonly Assertion[];
  readonly notes: readonly string[];
  readonly phases: readonly Phase[];
  /** The phase in which it ended, `run` outside of any probe. */
  readonly reached: PhaseName;
}

type Settled = { readonly value: unknown } | { readonly error: unknown };

/**
 * Runs a check once. `signal` is the check's deadline, `limitMs` that of this attempt. Never rejects; what has not
 * ended a grace after its signal is left behind.
 */
export const attempt = async (job: Job, signal: AbortSignal, limitMs: number): Promise<AttemptOutcome> => {
  const since = performance.now();
  const controller = new AbortController();
  const calls = bindProbes(job, controller.signal);
  const ended = endOf(controller.signal, calls);
  const silent = (): boolean => limitsAttempt(job.registration) || calls.inFlight() > 0;
  const relay = (): void => {
    // Held up, the limit of the attempt can come after the check's, and still says more.
    const passed = isCheckDeadline(signal.reason) && elapsed(since) >= limitMs && silent();
    controller.abort(passed ? attemptDeadline(limitMs) : signal.reason);
  };
  signal.addEventListener('abort', relay);
  const stopTimer = startTimer(limitMs, () => {
    if (silent()) controller.abort(attemptDeadline(limitMs));
  });
  const record = recorder(job);
  const settled = settle(() =>
    job.check.run({ ...calls.bound, ...ambientOf(job, controller.signal, record) } as never),
  );
  try {
    const first = await Promise.race([settled, ended]);
    if ('verdict' in first) await leave(settled, job.surroundings);
    const { verdict, reached } =
      'verdict' in first ? first : { verdict: judge(first, job, calls), reached: calls.reached() };
    return { verdict, reached, ...record, phases: phasesOf(calls, verdict, elapsed(since)) };
  } finally {
    stopTimer();
    signal.removeEventListener('abort', relay);
    controller.abort(OVER);
  }
};

/** By default the limit is for the silence of a probe; what a check does by itself has the whole of its timeout. */
const limitsAttempt = ({ retry }: Registration): boolean => retry.attempts > 1 || retry.attemptTimeoutMs !== null;

const attemptDeadline = (ms: number): Deadline =>
  new Deadline('deadline_attempt', `no answer within ${formatDuration(ms)}, the limit of one attempt`);

const isCheckDeadline = (reason: unknown): boolean => reason instanceof Deadline && reason.reason === 'deadline_check';

type Ended = Pick<AttemptOutcome, 'verdict' | 'reached'>;

/** Resolves when the signal aborts, with the phase that goes on at that moment. */
const endOf = (signal: AbortSignal, calls: ProbeCalls): Promise<Ended> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      const { reason } = signal;
      const reached = calls.reached();
      resolve({
        verdict: reason instanceof Deadline ? verdictOfDeadline(reason, reached) : verdictOfThrown(reason),
        reached,
      });
    });
  });

const settle = async (run: () => unknown): Promise<Settled> => {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
};

/** Waits a grace for a check that was told to end; what it says later changes nothing, but an error of its own is told. */
const leave = async (settled: Promise<Settled>, surroundings: Surroundings): Promise<void> => {
  const late = await within(GRACE_MS, settled);
  if (late !== undefined) return;
  settled.then((end) => {
    if ('error' in end) surroundings.warning(`it failed after its result: ${verdictOfThrown(end.error).message}`);
  });
};

const judge = (settled: Settled, { registration }: Job, calls: ProbeCalls): Verdict => {
  if ('error' in settled) return verdictOfThrown(settled.error);
  if (calls.inFlight() > 0)
    return { status: 'error', reason: 'internal', message: 'the check returned before its probe had answered' };
  try {
    return verdictOfFindings(reportFindings(settled.value, registration), registration.title);
  } catch (error) {
    return verdictOfThrown(error);
  }
};

const phasesOf = (calls: ProbeCalls, { status }: Verdict, ms: number): readonly Phase[] => {
  const phases = calls.phases();
  const done = status === 'ok' || status === 'degraded' || status === 'failed';
  if (phases.length === 0) return [{ name: 'run', ms, done }];
  const spent = phases.reduce((sum, phase) => sum + phase.ms, 0);
  const stopped = status === 'timeout' && phases.every((phase) => phase.done);
  return stopped ? [...phases, { name: 'run', ms: Math.max(0, ms - spent), done: false }] : phases;
};

const recorder = ({ registration, surroundings }: Job) => {
  const rows = Object.entries(rowsFor(registration, surroundings.views));
  return {
    looked: Object.fromEntries(rows.map(([name, { length }]) => [name, length])) as Record<string, number>,
    measures: {} as Record<string, Measure>,
    assertions: [] as Assertion[],
    notes: viewNotes(registration, surroundings.views),
  };
};

const ambientOf = (
  { registration, params, surroundings }: Job,
  signal: AbortSignal,
  record: ReturnType<typeof recorder>,
): Ambient<unknown> => ({
  ...rowsFor(registration, surroundings.views),
  params,
  service: registration.service,
  now: surroundings.now,
  signal,
  measure: (name, value, unit = '') => {
    if (!Number.isFinite(value)) throw new TypeError(`the measure ${name} is not a number: ${value}`);
    record.measures[name] = { value, unit };
  },
  // Copied by way of JSON: what cannot be printed shall fail here, not on its way to the report.
  assertion: (assertion) => void record.assertions.push(JSON.parse(JSON.stringify(assertion))),
  // A check judges the whole cluster; a service that claims a part of it has nothing to do with what it notes of the rest.
  note: (text) => {
    if (registration.selector === undefined) record.notes.push(String(text));
  },
  looked: (what, count) => {
    record.looked[what] = Number(count);
  },
});
