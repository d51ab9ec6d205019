import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import { type Executor, selectInputs } from '../executor.ts';
import type { LaneTask } from '../protocol.ts';
import type { ResultCollector } from '../result-collector.ts';
import { dealLanes, REGISTRATIONS_PER_LANE } from './deal-lanes.ts';
import type { PrewarmedPool } from './prewarmed-worker.ts';
import { type LossCounts, requeueLost } from './retry-lost.ts';
import { planThreadMemory } from './thread-memory.ts';
import { openThreadPool } from './thread-pool.ts';
import { type LaneWatch, type LostLane, watchLane } from './thread-watchdog.ts';

export interface ThreadSettings {
  /** Threads at once, at most. */
  readonly threads: number;
  readonly catalogue: string | undefined;
  readonly gathered: ClusterData;
  /** Started before the plan was made; used where it fits. */
  readonly prewarmed: PrewarmedPool | undefined;
}

/** Registrations in flight at once, over all threads: each holds a socket and its buffers. */
const MAX_IN_FLIGHT = 2000;

/** A thread that gives its memory back late costs less than one beside it that has no room. */
const LOST_END_LIMIT_MS = 10_000;

/** Runs these registrations on worker threads; their results go to the collector. Returns at once. */
export const startThreads = (
  indices: readonly number[],
  collector: ResultCollector,
  settings: ThreadSettings,
): Executor => {
  const { heapMb, threads: room } = planThreadMemory(settings.gathered);
  const threads = Math.min(settings.threads, room);
  const count = Math.max(1, Math.min(threads, Math.ceil(indices.length / REGISTRATIONS_PER_LANE)));
  const pool = settings.prewarmed?.take({ threads: count, heapMb }) ?? openThreadPool({ threads, heapMb });
  const watches = new Map<number, LaneWatch>();
  let isCancelled = false;
  const losses: LossCounts = new Map();
  const queue: (readonly number[])[] = [...dealLanes(indices, count, collector.registration)];
  pool.onError((error) => {
    for (const watch of watches.values()) watch.startFailed(error);
  });

  /** Lanes wait here, not in the pool: a lane is watched from its opening. */
  const openNext = (): void => {
    while (watches.size < threads && !isCancelled) {
      const members = queue.shift();
      if (members === undefined) return;
      openLane(members);
    }
  };

  const openLane = (members: readonly number[]): void => {
    const { port1, port2 } = new MessageChannel();
    const abort = new AbortController();
    const thread = firstFreeNumber(watches);
    const onEnd = async (lost: LostLane | undefined): Promise<void> => {
      watches.delete(thread);
      if (isBrokenOff(lost, queue)) abort.abort();
      if (lost !== undefined) {
        pool.interruptPreload();
        queue.push(...requeueLost(lost, collector, losses));
        if (room <= threads) await pool.untilLostEnded(LOST_END_LIMIT_MS);
      }
      openNext();
    };
    const watch = watchLane({ thread, members, collector, port: port1, onEnd });
    watches.set(thread, watch);
    const task: LaneTask = { ...laneTask(members, collector, settings, count), port: port2, counters: watch.counters };
    pool.run(task, abort.signal).then(() => watch.taskEnded(), watch.taskEnded);
  };
  openNext();

  return {
    cancel: (message) => {
      isCancelled = true;
      for (const watch of watches.values()) watch.cancel(message);
    },
    stop: (ms) => {
      isCancelled = true;
      for (const watch of watches.values()) watch.close();
      return pool.stop(ms);
    },
  };
};

/** A thread that is done ends its task by itself: breaking it off would start another one, which only waiting lanes need. */
const isBrokenOff = (lost: LostLane | undefined, waiting: readonly unknown[]): boolean =>
  lost !== undefined || waiting.length > 0;

/** The smallest number from 1 that no running lane has: what a report calls its thread. */
const firstFreeNumber = (busy: ReadonlyMap<number, LaneWatch>): number => {
  let number = 1;
  while (busy.has(number)) number += 1;
  return number;
};

const laneTask = (
  members: readonly number[],
  collector: ResultCollector,
  { gathered, catalogue }: ThreadSettings,
  lanes: number,
) => {
  const registrations = members.map((index) => [index, collector.registration(index)] as const);
  const inputs = selectInputs(
    registrations.map(([, registration]) => registration),
    gathered,
  );
  return { ...inputs, registrations, limit: Math.ceil(MAX_IN_FLIGHT / lanes), catalogue };
};
