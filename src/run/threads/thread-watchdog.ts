import type { MessagePort } from 'node:worker_threads';
import type { Phase } from '../../model/result.ts';
import { formatDuration } from '../../text/format-duration.ts';
import { hangLimitMs } from '../attempt/deadline.ts';
import { wordsOf } from '../attempt/error-verdict.ts';
import type { Verdict } from '../attempt/outcome.ts';
import { elapsed } from '../attempt/phases.ts';
import { type FromLane, type Gauges, gaugesOf } from '../protocol.ts';
import type { Board } from '../result-collector.ts';

/** What became of the members of a lane that was lost. */
export interface Blame {
  readonly verdict: Verdict;
  /** The one whose code was running; absent when nobody's was. */
  readonly culprit?: { readonly index: number; readonly phases: readonly Phase[] };
  /** The others that had started. */
  readonly inFlight: readonly number[];
  readonly waiting: readonly number[];
}

export interface LaneWatch {
  readonly gauges: SharedArrayBuffer;
  cancel(message: string): void;
  close(): void;
  /** The thread is done with the lane, or gone with this error. */
  taskEnded(error?: unknown): void;
  /** Some thread could not be started: its own, when that has shown nothing yet. */
  startFailed(error: unknown): void;
}

interface Setting {
  readonly members: readonly number[];
  readonly board: Board;
  readonly port: MessagePort;
  /** Called once: without blame when every member has its result. */
  readonly onEnd: (blame: Blame | undefined) => void;
}

const LOOK_MS = 50;

/** An event loop that has not turned for so long is blocked, not busy. */
const BLOCKED_MS = 250;

/** How long results may take to arrive after the task that sent them has ended. */
const LATE_MESSAGES_MS = 50;

/** A thread that shows nothing for so long, and has nothing overdue, does not even start. */
const DEAD_MS = 30_000;

/** Where a lane stands. */
interface State extends Setting {
  readonly gauges: Gauges;
  /** Members without a result. */
  readonly left: Set<number>;
  /** When each member started. */
  readonly started: Map<number, number>;
  over: boolean;
}

/** Follows a lane from outside: passes its results on, and says whose fault it is when the thread stops. */
export const watchLane = (setting: Setting): LaneWatch => {
  const { members, port } = setting;
  const gauges = gaugesOf(1 + Math.max(...members));
  const lane: State = { ...setting, gauges, left: new Set(members), started: new Map(), over: false };
  const standstill = standstillOf(gauges);
  const close = (): void => {
    lane.over = true;
    clearInterval(timer);
    port.close();
  };
  const finish = (blame?: Blame): void => {
    if (lane.over) return;
    close();
    setting.onEnd(blame);
  };
  const timer = setInterval(() => {
    const verdict = verdictOn(lane, standstill());
    if (verdict !== undefined) finish(blameOf(lane, verdict));
  }, LOOK_MS);
  port.on('message', (message: FromLane) => {
    hear(lane, message);
    if (lane.left.size === 0) finish();
  });
  return {
    gauges: gauges.buffer,
    cancel: (message) => port.postMessage({ kind: 'cancel', message }),
    close,
    startFailed: (error) => {
      if (gauges.beats() === 0) finish(blameOf(lane, lost(error)));
    },
    // What it had sent before comes by another way, and is read first.
    taskEnded: (error) => void setTimeout(() => finish(blameOf(lane, lost(error))), LATE_MESSAGES_MS),
  };
};

const hear = ({ board, left, started }: State, message: FromLane): void => {
  const { kind, index } = message;
  if (kind === 'warning') board.warning(index, message.message);
  if (kind === 'started') {
    started.set(index, performance.now());
    board.started(index);
  }
  if (kind === 'finished') {
    left.delete(index);
    board.finish(index, message.result);
  }
};

/** The verdict on whatever keeps the thread from turning, once that has used up its time; else undefined. */
const verdictOn = (lane: State, { still, same }: Standstill): Verdict | undefined => {
  if (still < BLOCKED_MS) return undefined;
  const running = runningOf(lane);
  // Just after a standstill the thread hurries through what had to wait: whose turn it is by chance is nobody's fault.
  if (running !== undefined) return same >= BLOCKED_MS && overdue(lane, running) ? blocked(running, lane) : undefined;
  const given = still > DEAD_MS || [...lane.left].some((index) => overdue(lane, index));
  return given ? lost(new Error('it stood still, and nobody knows why')) : undefined;
};

const overdue = ({ board, started }: State, index: number): boolean => {
  const since = started.get(index);
  return since !== undefined && elapsed(since) > hangLimitMs(board.registration(index).timeoutMs);
};

/** The member whose code the thread runs, as far as is known. */
const runningOf = ({ gauges, left, started }: State): number | undefined => {
  const index = gauges.running();
  return left.has(index) && started.has(index) ? index : undefined;
};

const blameOf = (lane: State, verdict: Verdict): Blame => {
  const index = runningOf(lane);
  const others = [...lane.left].filter((member) => member !== index);
  return {
    verdict,
    ...(index === undefined ? {} : { culprit: { index, phases: [reachedBy(lane, index)] } }),
    inFlight: others.filter((member) => lane.started.has(member)),
    waiting: others.filter((member) => !lane.started.has(member)),
  };
};

const reachedBy = ({ gauges, started }: State, index: number): Phase => ({
  name: gauges.reached(index),
  ms: elapsed(started.get(index) ?? performance.now()),
  done: false,
});

/** Since when a thread shows no change, in milliseconds. */
interface Standstill {
  /** Its event loop was not seen to turn. */
  readonly still: number;
  /** The same registration was seen running at every look. */
  readonly same: number;
}

/** Looks at a thread again and again. */
const standstillOf = (gauges: Gauges): (() => Standstill) => {
  const beats = stopwatch(gauges.beats);
  const running = stopwatch(gauges.running);
  return () => ({ still: beats(), same: running() });
};

/** Milliseconds since a number was first seen as it is now. */
const stopwatch = (read: () => number): (() => number) => {
  let value = read();
  let since = performance.now();
  return () => {
    const now = read();
    if (now !== value) since = performance.now();
    value = now;
    return performance.now() - since;
  };
};

const blocked = (index: number, { board, gauges }: State): Verdict => {
  const limit = formatDuration(board.registration(index).timeoutMs);
  const message = `no result within ${limit}, the timeout of the check: it blocked its thread; reached the phase ${gauges.reached(index)}`;
  return { status: 'timeout', reason: 'deadline_check', message };
};

const lost = (error: unknown): Verdict => {
  const why = error === undefined ? 'it left this check without a result' : wordsOf(error);
  return { status: 'error', reason: 'worker_lost', message: `its thread ended: ${why}` };
};
