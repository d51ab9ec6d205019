import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from '../../model/errors.ts';
import { createRefusals, type Refusals } from '../../status/refused-creations.ts';
import { cannotHeal, isAtRest } from '../../status/rest.ts';
import { createRunClock, type RunClock } from '../check/run-clock.ts';
import type { InspectionRun } from '../inspect/open-inspection.ts';
import { createChangeReporter } from './change-lines.ts';
import { lookAtStatus, type StatusLook } from './look.ts';
import type { StatusTarget } from './select-workloads.ts';

interface WatchOptions {
  /** Milliseconds. */
  readonly limitMs: number;
  /** Between two looks, in milliseconds. */
  readonly pauseMs?: number;
  readonly writeLine: (line: string) => void;
  /** Whether anything that is written still arrives: else nobody watches. */
  readonly isRead: () => boolean;
}

interface WatchEnd {
  /** All is well, and nothing moves any more. */
  readonly settled: boolean;
  readonly last: StatusLook;
}

/** Between two looks. */
const PAUSE_MS = 2000;

/** Looks that have to agree before a watch ends by what they saw. */
const MIN_EQUAL_LOOKS = 2;

/** What `--run-timeout` leaves for the explanation at the end: a fifth, and no more than this. */
const MAX_EXPLAIN_MS = 10_000;

/**
 * Looks at a target again and again, and reports what changes, until it is at rest, or cannot heal by itself, or may not be read,
 * or the time is over, or the run is interrupted, or nobody reads it.
 * @throws {UsageError} when the target names nothing at the first look.
 */
export const watchStatus = async (
  target: StatusTarget,
  run: InspectionRun,
  { limitMs, pauseMs = PAUSE_MS, ...output }: WatchOptions,
): Promise<WatchEnd> => {
  const clock = watchClock(run.clock, limitMs);
  const watching: InspectionRun = { ...run, clock, io: { ...run.io, interrupt: clock.ended } };
  try {
    return await followLooks(target, watching, { pauseMs, ...output });
  } finally {
    clock.stop();
  }
};

/** Ends with the run at the latest, and early enough to explain what was seen. */
const watchClock = ({ timeLeftMs, ended }: RunClock, limitMs: number): RunClock => {
  const left = timeLeftMs() ?? Number.POSITIVE_INFINITY;
  const limit = Math.max(1, Math.min(limitMs, left - Math.min(MAX_EXPLAIN_MS, left / 5)));
  return createRunClock(limit, { since: performance.now(), interrupt: ended });
};

type WatchVerdict = 'moving' | 'rest' | 'lost' | 'barred';

/** The last look, and how many in a row came to the same verdict. */
interface WatchState {
  readonly last: StatusLook;
  readonly verdict: WatchVerdict;
  readonly equal: number;
}

const followLooks = async (
  target: StatusTarget,
  run: InspectionRun,
  { pauseMs, writeLine, isRead }: Required<Omit<WatchOptions, 'limitMs'>>,
): Promise<WatchEnd> => {
  const reportChanges = createChangeReporter(writeLine);
  const refusals = createRefusals();
  const first = await lookAtStatus(target, run, refusals);
  let state: WatchState = { last: first, verdict: judgeLook(first), equal: 1 };
  reportChanges(first);
  while (!isDecided(state) && isRead()) {
    await delay(pauseMs, undefined, { signal: run.clock.ended }).catch(() => undefined);
    const next = await lookInTime({ target, refusals }, run, state.last);
    if (next === undefined) break;
    const verdict = judgeLook(next);
    state = { last: next, verdict, equal: verdict === state.verdict ? state.equal + 1 : 1 };
    reportChanges(next);
  }
  if (state.verdict === 'lost') writeLine('it cannot heal by itself: nothing more to wait for');
  return { settled: state.verdict === 'rest' && isDecided(state), last: state.last };
};

const isDecided = ({ verdict, equal }: WatchState): boolean =>
  verdict === 'barred' || (verdict !== 'moving' && equal >= MIN_EQUAL_LOOKS);

interface Watched {
  readonly target: StatusTarget;
  readonly refusals: Refusals;
}

/** The next look; undefined when the time is over: what that cut off says nothing. */
const lookInTime = async (
  watched: Watched,
  run: InspectionRun,
  before: StatusLook,
): Promise<StatusLook | undefined> => {
  const { ended } = run.clock;
  if (ended.aborted) return undefined;
  const next = await lookAgain(watched, run, before);
  return ended.aborted && next.unread.length > 0 ? undefined : next;
};

const judgeLook = ({ workloads, unread, isBarred }: StatusLook): WatchVerdict => {
  if (isBarred || (workloads.length === 0 && unread.length === 0)) return 'barred';
  if (unread.length > 0) return 'moving';
  if (workloads.some(cannotHeal)) return 'lost';
  return workloads.every(isAtRest) ? 'rest' : 'moving';
};

/** A target that is not there any more has no workloads. */
const lookAgain = async (
  { target, refusals }: Watched,
  run: InspectionRun,
  before: StatusLook,
): Promise<StatusLook> => {
  try {
    return await lookAtStatus(target, run, refusals);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ...before, workloads: [], unread: [error.message], isBarred: true };
  }
};
