import type { MessagePort } from 'node:worker_threads';
import type { PhaseTiming, Result } from '../../model/result.ts';
import { hangLimitMs } from '../attempt/deadline.ts';
import { blockedVerdict, describeThrown } from '../attempt/error-verdict.ts';
import type { CheckVerdict } from '../attempt/outcome.ts';
import { elapsedMs } from '../attempt/phases.ts';
import { LATE_MESSAGES_MS, type LaneMessage } from '../protocol.ts';
import type { ResultCollector } from '../result-collector.ts';
import { openCounters, type SharedCounters } from './shared-counters.ts';
import { createStallDetector, type ThreadStall } from './stall-detector.ts';

/** A lane whose thread was lost, with the registrations that have no result yet. */
export interface LostLane {
  readonly verdict: CheckVerdict;
  /** The registration whose code was running; absent when none was. */
  readonly culprit?: { readonly index: number; readonly phases: readonly PhaseTiming[] };
  /** The others that had started. */
  readonly inFlight: readonly number[];
  readonly waiting: readonly number[];
}

export interface LaneWatch {
  readonly counters: SharedArrayBuffer;
  cancel(message: string): void;
  close(): void;
  /** Call it when the thread has finished the lane, or was lost with this error. */
  taskEnded(error?: unknown): void;
  /** Call it when a thread could not be started: it may be the thread of this lane. */
  startFailed(error: unknown): void;
}

interface WatchOptions {
  /** Number of the thread among those of the run, from 1. */
  readonly thread: number;
  readonly members: readonly number[];
  readonly collector: ResultCollector;
  readonly port: MessagePort;
  /** Called once: with undefined when every member has its result. */
  readonly onEnd: (lost: LostLane | undefined) => void;
}

const POLL_MS = 50;

/** An event loop that has not turned for so long is blocked, not busy. */
const BLOCKED_MS = 250;

/** A thread without a heartbeat for so long, in which nothing is overdue, never started. */
const START_LIMIT_MS = 30_000;

interface LaneState extends WatchOptions {
  readonly counters: SharedCounters;
  /** Members without a result. */
  readonly left: Set<number>;
  /** When each member started, as `performance.now()`. */
  readonly started: Map<number, number>;
  closed: boolean;
}

/** Watches a lane from the main thread: collects its results, and names the culprit when its thread stalls or is lost. */
export const watchLane = (options: WatchOptions): LaneWatch => {
  const { members, port } = options;
  const counters = openCounters(1 + Math.max(...members));
  const lane: LaneState = { ...options, counters, left: new Set(members), started: new Map(), closed: false };
  const detectStall = createStallDetector(counters);
  const close = (): void => {
    lane.closed = true;
    clearInterval(timer);
    port.close();
  };
  const end = (verdict?: CheckVerdict): void => {
    if (lane.closed) return;
    close();
    options.onEnd(verdict === undefined ? undefined : lostLaneOf(lane, verdict));
  };
  const timer = setInterval(() => {
    noteStarts(lane);
    const verdict = stallVerdict(lane, detectStall());
    if (verdict !== undefined) end(verdict);
  }, POLL_MS);
  port.on('message', (message: LaneMessage) => {
    handleLaneMessage(lane, message);
    if (lane.left.size === 0) end();
  });
  return {
    counters: counters.buffer,
    cancel: (message) => port.postMessage({ kind: 'cancel', message }),
    close,
    startFailed: (error) => {
      if (counters.heartbeats() === 0) end(lostVerdict(error));
    },
    // The end of a task and the messages of its port arrive by different ways.
    taskEnded: (error) => void setTimeout(() => end(lostVerdict(error)), LATE_MESSAGES_MS),
  };
};

const handleLaneMessage = (lane: LaneState, message: LaneMessage): void => {
  if (message.kind === 'warning') lane.collector.warning(message.index, message.message);
  else if (message.kind === 'secret') lane.collector.secret(message.text);
  else for (const [index, result] of message.results) finishMember(lane, index, result);
};

const finishMember = (lane: LaneState, index: number, result: Result): void => {
  noteStart(lane, index);
  lane.left.delete(index);
  lane.collector.finish(index, result);
};

/** Takes up which members have started: their thread writes it to shared memory, a message for each would cost more. */
const noteStarts = (lane: LaneState): void => {
  for (const index of lane.left) if (lane.counters.hasStarted(index)) noteStart(lane, index);
};

const noteStart = ({ collector, thread, started }: LaneState, index: number): void => {
  if (started.has(index)) return;
  started.set(index, performance.now());
  collector.started(index, thread);
};

/** The verdict on the registration that blocks the thread, or on the thread, once the time for it is used up. */
const stallVerdict = (lane: LaneState, { withoutHeartbeat, sameRunning }: ThreadStall): CheckVerdict | undefined => {
  if (withoutHeartbeat < BLOCKED_MS) return undefined;
  const running = runningMember(lane);
  if (running === undefined) {
    const isLost = withoutHeartbeat > START_LIMIT_MS || [...lane.left].some((index) => isOverdue(lane, index));
    return isLost ? lostVerdict(new Error('it stood still, and nobody knows why')) : undefined;
  }
  // Right after a stall many registrations run in turn: the one seen running by chance did not cause it.
  if (sameRunning < BLOCKED_MS || !isOverdue(lane, running)) return undefined;
  return blockedVerdict('thread', lane.collector.registration(running), lane.counters.reachedPhase(running));
};

const isOverdue = ({ collector, started }: LaneState, index: number): boolean => {
  const since = started.get(index);
  return since !== undefined && elapsedMs(since) > hangLimitMs(collector.registration(index).timeoutMs);
};

/** The member whose code the thread runs; undefined when it is not known. */
const runningMember = ({ counters, left, started }: LaneState): number | undefined => {
  const index = counters.running();
  return left.has(index) && started.has(index) ? index : undefined;
};

const lostLaneOf = (lane: LaneState, verdict: CheckVerdict): LostLane => {
  noteStarts(lane);
  const index = runningMember(lane);
  const others = [...lane.left].filter((member) => member !== index);
  return {
    verdict,
    ...(index === undefined ? {} : { culprit: { index, phases: [unfinishedPhase(lane, index)] } }),
    inFlight: others.filter((member) => lane.started.has(member)),
    waiting: others.filter((member) => !lane.started.has(member)),
  };
};

const unfinishedPhase = ({ counters, started }: LaneState, index: number): PhaseTiming => ({
  name: counters.reachedPhase(index),
  ms: elapsedMs(started.get(index) ?? performance.now()),
  done: false,
});

const lostVerdict = (error: unknown): CheckVerdict => {
  const cause = error === undefined ? 'it left this check without a result' : describeThrown(error);
  return { status: 'error', reason: 'worker_lost', message: `its thread ended: ${cause}` };
};
