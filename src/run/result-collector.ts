import type { Registration } from '../check/check.ts';
import type { Result } from '../model/result.ts';
import { resultOf, type Verdict } from './attempt/outcome.ts';
import { elapsed } from './attempt/phases.ts';
import type { Plan, RunEvents } from './plan.ts';

/** Where the results of a run come together; the first one of a registration counts. Registrations go by their index. */
export interface Board {
  registration(index: number): Registration;
  started(index: number): void;
  finish(index: number, result: Result): void;
  /** Ends a registration from outside, with the time that it has run so far. */
  end(index: number, verdict: Verdict, recorded?: Pick<Result, 'phases'>): void;
  warning(index: number, message: string): void;
  isOpen(index: number): boolean;
  /** Without a result, in the order of the plan. */
  open(): readonly number[];
  /** Whether it has started, ever. */
  hasStarted(index: number): boolean;
  /** Resolves when every registration has its result. */
  readonly full: Promise<void>;
  results(): readonly Result[];
}

/** An empty board for a plan; what happens on it is told to `events`. */
export const boardOf = ({ registrations }: Plan, events: RunEvents): Board => {
  const results = new Map<number, Result>();
  const starts = new Map<number, { readonly at: number; readonly since: number }>();
  const { promise: full, resolve } = Promise.withResolvers<void>();
  if (registrations.length === 0) resolve();
  const registration = (index: number): Registration => {
    const found = registrations[index];
    if (found === undefined) throw new RangeError(`the plan has no registration ${index}`);
    return found;
  };
  const started = (index: number): void => {
    if (starts.has(index)) return;
    starts.set(index, { at: Date.now(), since: performance.now() });
    events.started(registration(index));
  };
  const finish = (index: number, result: Result): void => {
    if (results.has(index)) return;
    started(index);
    results.set(index, result);
    events.finished(result);
    if (results.size === registrations.length) resolve();
  };
  const end: Board['end'] = (index, verdict, recorded) => {
    const start = starts.get(index);
    const clock = start === undefined ? {} : { startedAt: start.at, durationMs: elapsed(start.since) };
    finish(index, resultOf(registration(index), verdict, { ...recorded, ...clock }));
  };
  const warning = (index: number, message: string): void =>
    index < 0 ? events.warning(message) : events.warning(message, { health_check: registration(index).id });
  return {
    registration,
    started,
    finish,
    end,
    warning,
    isOpen: (index) => !results.has(index),
    open: () => [...registrations.keys()].filter((index) => !results.has(index)),
    hasStarted: (index) => starts.has(index),
    full,
    results: () => registrations.flatMap((_, index) => results.get(index) ?? []),
  };
};
