import type { Gathered } from '../../kubernetes/rows/cluster-data.ts';
import { countOf } from '../../kubernetes/rows/pages.ts';
import { type Crew, materialFor } from '../executor.ts';
import type { Lane } from '../protocol.ts';
import type { Board } from '../result-collector.ts';
import { BASE_HEAP_MB, openPool, type Pool } from './pool.ts';
import { type EarlyThread, LANE } from './prewarmed-worker.ts';
import { type Losses, salvage } from './retry-lost.ts';
import { type Blame, type LaneWatch, watchLane } from './thread-watchdog.ts';

export interface ThreadSettings {
  /** Threads at once, at most. */
  readonly threads: number;
  readonly catalogue: string | undefined;
  readonly gathered: Gathered;
  /** One that was started before the plan was made. */
  readonly early: EarlyThread | undefined;
}

/** Registrations that wait at once, over all threads: each is a socket and its buffers. */
const IN_FLIGHT = 2000;

/** Heap of a thread in MB, with 1 KB for each row that it may be given. */
const heapFor = ({ views }: Gathered): number =>
  Object.values(views).reduce((mb, view) => mb + countOf(view) / 1000, BASE_HEAP_MB);

const isParsedOn =
  (board: Board) =>
  (index: number): boolean => {
    const { parsed, probes } = board.registration(index);
    return parsed !== undefined && probes.length > 0;
  };

/** Runs these registrations of the board on worker threads; their results go to the board. Returns at once. */
export const startThreads = (indices: readonly number[], board: Board, settings: ThreadSettings): Crew => {
  const count = Math.max(1, Math.min(settings.threads, Math.ceil(indices.length / LANE)));
  const pool = poolFor(indices, board, count, settings);
  const watches = new Set<LaneWatch>();
  const losses: Losses = new Map();
  pool.onError((error) => {
    for (const watch of watches) watch.startFailed(error);
  });

  const open = (members: readonly number[]): void => {
    const { port1, port2 } = new MessageChannel();
    const abort = new AbortController();
    const onEnd = (blame: Blame | undefined): void => {
      watches.delete(watch);
      abort.abort();
      if (blame === undefined) return;
      pool.interruptPreparation();
      const again = salvage(blame, board, losses);
      if (again.length > 0) open(again);
    };
    const watch = watchLane({ members, board, port: port1, onEnd });
    watches.add(watch);
    const task: Lane = { ...laneOf(members, board, settings, count), port: port2, gauges: watch.gauges };
    const run = pool.run(task, port2, abort.signal);
    run.then(() => watch.taskEnded(), watch.taskEnded);
  };
  for (const members of deal(indices, count)) open(members);

  return {
    cancel: (message) => {
      for (const watch of watches) watch.cancel(message);
    },
    stop: (ms) => {
      for (const watch of watches) watch.close();
      return pool.stop(ms);
    },
  };
};

const poolFor = (
  indices: readonly number[],
  board: Board,
  count: number,
  { early, gathered }: ThreadSettings,
): Pool => {
  const entry = indices.every(isParsedOn(board)) ? 'prober' : 'worker';
  return early !== undefined && entry === 'prober' && count === 1
    ? early.take()
    : openPool({ entry, threads: count, heapMb: heapFor(gathered) });
};

/** Dealt like cards, so that what stands together in the config does not block the same thread. */
const deal = (indices: readonly number[], count: number): number[][] =>
  Array.from({ length: count }, (_, lane) => indices.filter((_, n) => n % count === lane));

const laneOf = (members: readonly number[], board: Board, { gathered, catalogue }: ThreadSettings, lanes: number) => {
  const registrations = members.map((index) => [index, board.registration(index)] as const);
  const material = materialFor(
    registrations.map(([, registration]) => registration),
    gathered,
  );
  return { ...material, registrations, limit: Math.ceil(IN_FLIGHT / lanes), catalogue };
};
