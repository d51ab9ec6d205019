import type { Registration } from '../check/check.ts';
import type { Result } from '../model/result.ts';
import { healthyOf } from '../model/status.ts';
import { readUnixTime } from '../process/unix-time.ts';
import { type CheckVerdict, resultOf } from './attempt/outcome.ts';
import { elapsedMs } from './attempt/phases.ts';
import type { RunEvents, RunPlan } from './plan.ts';

/** Collects the results of a run, by the index of the registration in the plan; the first result of each counts. */
export interface ResultCollector {
  registration(index: number): Registration;
  /** `thread`: the number of the worker thread that begins it; absent: it runs in a process of its own. */
  started(index: number, thread?: number): void;
  finish(index: number, result: Result): void;
  /** Gives a registration that did not end by itself its result, with the time that it has run so far. */
  end(index: number, verdict: CheckVerdict, recorded?: Pick<Result, 'phases'>): void;
  /** At most twenty of each registration are told. Index -1: of no registration. */
  warning(index: number, message: string): void;
  /** Takes a secret that a check has learnt; it arrives before what is written of it. */
  secret(text: string): void;
  /** Indices of the registrations without a result, in the order of the plan. */
  open(): readonly number[];
  /** Whether the registration has started at least once. */
  hasStarted(index: number): boolean;
  /** Resolves when every registration has its result. */
  readonly full: Promise<void>;
  results(): readonly Result[];
}

/** Of one registration: what says more than this says nothing to a reader, and fills the memory. */
const MAX_WARNINGS = 20;

/** In UTF-16 units: a warning is a line. */
const MAX_WARNING_LENGTH = 2000;

/**
 * A collector for a plan; each registration's first start and result, and warnings, are passed on to `events`. `interrupt` is
 * the user's: what it cuts off took not too long, it could not tell.
 */
export const createResultCollector = (
  { registrations }: RunPlan,
  events: RunEvents,
  interrupt?: AbortSignal,
): ResultCollector => {
  const results = new Map<number, Result>();
  const threads = new Map<number, number>();
  const starts = new Map<number, { readonly at: number; readonly since: number }>();
  const { promise: full, resolve } = Promise.withResolvers<void>();
  if (registrations.length === 0) resolve();
  const registration = (index: number): Registration => {
    const found = registrations[index];
    if (found === undefined) throw new RangeError(`the plan has no registration ${index}`);
    return found;
  };
  const started = (index: number, thread?: number): void => {
    if (thread !== undefined) threads.set(index, thread);
    if (starts.has(index)) return;
    starts.set(index, { at: readUnixTime(), since: performance.now() });
    events.started(registration(index));
  };
  const finish = (index: number, given: Result): void => {
    if (results.has(index)) return;
    const ended = interrupt?.aborted === true && given.reason === 'deadline_run' ? interruptedResult(given) : given;
    started(index);
    const thread = threads.get(index);
    const result = thread === undefined ? ended : { ...ended, thread };
    results.set(index, result);
    events.finished(result, registration(index));
    if (results.size === registrations.length) resolve();
  };
  const end: ResultCollector['end'] = (index, verdict, recorded) => {
    const start = starts.get(index);
    const clock = start === undefined ? {} : { startedAt: start.at, durationMs: elapsedMs(start.since) };
    finish(index, resultOf(registration(index), verdict, { ...recorded, ...clock }));
  };
  return {
    registration,
    started,
    finish,
    end,
    warning: limitWarnings((index, message) =>
      index < 0 ? events.warning(message) : events.warning(message, { health_check: registration(index).id }),
    ),
    secret: events.secret,
    open: () => [...registrations.keys()].filter((index) => !results.has(index)),
    hasStarted: (index) => starts.has(index),
    full,
    results: () => registrations.flatMap((_, index) => results.get(index) ?? []),
  };
};

const limitWarnings = (tell: ResultCollector['warning']): ResultCollector['warning'] => {
  const counts = new Map<number, number>();
  return (index, message) => {
    const count = (counts.get(index) ?? 0) + 1;
    counts.set(index, count);
    if (count < MAX_WARNINGS) tell(index, message.slice(0, MAX_WARNING_LENGTH));
    if (count === MAX_WARNINGS) tell(index, 'its further warnings are left out');
  };
};

const interruptedResult = (result: Result): Result => ({
  ...result,
  status: 'error',
  healthy: healthyOf('error'),
  reason: 'interrupted',
});
