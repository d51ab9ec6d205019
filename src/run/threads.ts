import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { entryOf } from '../entries.ts';
import type { Gathered } from '../gathered.ts';
import { countOf } from '../packed.ts';
import type { Board } from './board.ts';
import { type Crew, materialFor } from './crew.ts';
import { type Blame, type LaneWatch, watchLane } from './lane-watch.ts';
import { type Losses, salvage } from './losses.ts';
import type { Lane } from './protocol.ts';
import { MARK, sweep } from './sweep.ts';

export interface ThreadSettings {
  /** Threads at once, at most. */
  readonly threads: number;
  readonly catalogue: string | undefined;
  readonly gathered: Gathered;
  readonly mark: string;
}

/** Registrations that wait at once, over all threads: each is a socket and its buffers. */
const IN_FLIGHT = 2000;

/** So few are done sooner by one thread than another one starts. */
const LANE = 1000;

/** What can be ended is gone within this. */
const QUICK_MS = 50;

/** Heap of a thread in MB, with 1 KB for each row that it may be given: beyond it the thread is lost, and not the process. */
const heapFor = ({ views }: Gathered): number =>
  Object.values(views).reduce((mb, view) => mb + countOf(view) / 1000, 256);

/** Of which for what is young: with V8's own choice 1,000 checks take 25 MB more, and no less time. */
const YOUNG_MB = 4;

const isParsedOn =
  (board: Board) =>
  (index: number): boolean => {
    const { parsed, probes } = board.registration(index);
    return parsed !== undefined && probes.length > 0;
  };

/** Runs these registrations of the board on worker threads; their results go to the board. Returns at once. */
export const startThreads = (indices: readonly number[], board: Board, settings: ThreadSettings): Crew => {
  const count = Math.max(1, Math.min(settings.threads, Math.ceil(indices.length / LANE)));
  const pool = new Piscina({
    filename: fileURLToPath(entryOf(indices.every(isParsedOn(board)) ? 'prober' : 'worker')),
    name: 'lane',
    minThreads: 0,
    maxThreads: count,
    atomics: 'disabled',
    recordTiming: false,
    env: { ...process.env, [MARK]: settings.mark },
    resourceLimits: { maxOldGenerationSizeMb: heapFor(settings.gathered), maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const alive = new Set<Worker>();
  const watches = new Set<LaneWatch>();
  const losses: Losses = new Map();
  // A thread died that had no task: it could not be started, or it was through.
  pool.on('error', (error: Error) => {
    for (const watch of watches) watch.startFailed(error);
  });

  const open = (members: readonly number[]): void => {
    const { port1, port2 } = new MessageChannel();
    const abort = new AbortController();
    const onEnd = (blame: Blame | undefined): void => {
      watches.delete(watch);
      abort.abort();
      if (blame === undefined) return;
      const again = salvage(blame, board, losses);
      if (again.length > 0) open(again);
    };
    const watch = watchLane({ members, board, port: port1, onEnd });
    watches.add(watch);
    const task: Lane = { ...laneOf(members, board, settings, count), port: port2, gauges: watch.gauges };
    // biome-ignore lint/suspicious/noExplicitAny: Piscina names the transferable types of its own
    const run = pool.run(task, { transferList: [port2] as any, signal: abort.signal });
    run.then(() => watch.taskEnded(), watch.taskEnded);
    keep(pool.threads, alive);
  };
  for (const members of deal(indices, count)) open(members);

  return {
    cancel: (message) => {
      for (const watch of watches) watch.cancel(message);
    },
    stop: async (ms) => {
      for (const watch of watches) watch.close();
      pool.destroy().catch(() => {});
      // A thread that waits for a child is free when that is gone.
      if (!(await allGone(alive, QUICK_MS))) sweep(settings.mark);
      return !(await allGone(alive, ms));
    },
  };
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

const keep = (threads: readonly Worker[], alive: Set<Worker>): void => {
  for (const thread of threads) {
    if (alive.has(thread)) continue;
    alive.add(thread);
    thread.once('exit', () => alive.delete(thread));
  }
};

/** A thread inside a blocking call of the kernel never goes: waiting for it has a limit. */
const allGone = (alive: ReadonlySet<Worker>, ms: number): Promise<boolean> =>
  new Promise((resolve) => {
    const limit = setTimeout(() => resolve(alive.size === 0), ms);
    const look = (): void => {
      if (alive.size > 0) return;
      clearTimeout(limit);
      resolve(true);
    };
    for (const thread of alive) thread.once('exit', look);
    look();
  });
