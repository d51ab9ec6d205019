import type { MessagePort } from 'node:worker_threads';
import { formatDuration } from '../duration.ts';
import type { Phase } from '../result.ts';
import type { Board } from './board.ts';
import { GRACE_MS } from './deadline.ts';
import type { Verdict } from './outcome.ts';
import { elapsed } from './phases.ts';
import { type FromLane, type Gauges, gaugesOf } from './protocol.ts';
import { wordsOf } from './thrown.ts';

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

/** Beyond its deadline and grace a check has this long to be only slow: a thread may get little CPU. */
const SLACK_MS = 100;

/** How long results may take to arrive after the task that sent them has ended. */
const LATE_MESSAGES_MS = 50;

/** A thread that shows nothing for so long, and has nothing overdue, does not even start. */
const DEAD_MS = 30_000;

/** Follows a lane from outside: passes its results on, and says whose fault it is when the thread stops. */
export const watchLane = ({ members, board, port, onEnd }: Setting): LaneWatch => {
  const gauges = gaugesOf(1 + Math.max(...members));
  const left = new Set(members);
  const started = new Map<number, number>();
  const loop = loopOf(gauges);
  let over = false;
  const close = (): void => {
    over = true;
    clearInterval(timer);
    port.close();
  };
  const finish = (blame?: Blame): void => {
    if (over) return;
    close();
    onEnd(blame);
  };
  const lose = (verdict: Verdict): void => {
    const index = gauges.running();
    const guilty = left.has(index) && started.has(index);
    const others = [...left].filter((member) => !guilty || member !== index);
    const phases = [{ name: gauges.reached(index), ms: elapsed(started.get(index) ?? performance.now()), done: false }];
    finish({
      verdict,
      ...(guilty ? { culprit: { index, phases } } : {}),
      inFlight: others.filter((member) => started.has(member)),
      waiting: others.filter((member) => !started.has(member)),
    });
  };
  const overdue = (index: number): boolean => {
    const since = started.get(index);
    return since !== undefined && elapsed(since) > board.registration(index).timeoutMs + GRACE_MS + SLACK_MS;
  };
  const timer = setInterval(() => {
    const still = loop.stillFor();
    if (still < BLOCKED_MS) return;
    const running = gauges.running();
    const known = left.has(running) && started.has(running);
    if (known ? overdue(running) : still > DEAD_MS || [...left].some(overdue)) lose(blocked(running, board, gauges));
  }, LOOK_MS);
  port.on('message', (message: FromLane) => {
    if (message.kind === 'warning') return board.warning(message.index, message.message);
    if (message.kind === 'started') {
      started.set(message.index, performance.now());
      return board.started(message.index);
    }
    left.delete(message.index);
    board.finish(message.index, message.result);
    if (left.size === 0) finish();
  });
  return {
    gauges: gauges.buffer,
    cancel: (message) => port.postMessage({ kind: 'cancel', message }),
    close,
    // What it had sent before comes by another way, and is read first.
    taskEnded: (error) => void setTimeout(() => lose(lost(error)), LATE_MESSAGES_MS),
  };
};

const loopOf = (gauges: Gauges) => {
  let beats = gauges.beats();
  let since = performance.now();
  return {
    /** Milliseconds since the event loop of the thread was last seen to have turned. */
    stillFor: (): number => {
      if (gauges.beats() !== beats) {
        beats = gauges.beats();
        since = performance.now();
      }
      return performance.now() - since;
    },
  };
};

const blocked = (index: number, board: Board, gauges: Gauges): Verdict => {
  if (index < 0) return lost(new Error('it stood still'));
  const limit = formatDuration(board.registration(index).timeoutMs);
  const message = `no result within ${limit}, the timeout of the check: it blocked its thread; reached the phase ${gauges.reached(index)}`;
  return { status: 'timeout', reason: 'deadline_check', message };
};

const lost = (error: unknown): Verdict => {
  const why = error === undefined ? 'it left this check without a result' : wordsOf(error);
  return { status: 'error', reason: 'worker_lost', message: `its thread ended: ${why}` };
};
