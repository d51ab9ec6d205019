import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Gathered } from '../gathered.ts';
import type { ViewName } from '../sources.ts';
import type { Board } from './board.ts';
import { entryOf } from './entries.ts';
import { type Blame, type LaneWatch, watchLane } from './lane-watch.ts';
import type { Lane } from './protocol.ts';

export interface ThreadSettings {
  /** Threads at once, at most. */
  readonly threads: number;
  readonly catalogue: string | undefined;
  readonly gathered: Gathered;
}

export interface Threads {
  /** Tells the threads that the run ends. */
  cancel(message: string): void;
  /** Ends what is left. Resolves within `ms` to whether a thread could not be ended. */
  stop(ms: number): Promise<boolean>;
}

/** Registrations that wait at once, over all threads: each is a socket and its buffers. */
const IN_FLIGHT = 2000;

/** So few are done sooner by one thread than another one starts. */
const LANE = 250;

/** Heap of a thread: beyond it the thread is lost, and not the process. */
const HEAP_MB = 512;

/** Runs these registrations of the board on worker threads; their results go to the board. Returns at once. */
export const startThreads = (indices: readonly number[], board: Board, settings: ThreadSettings): Threads => {
  const count = Math.max(1, Math.min(settings.threads, Math.ceil(indices.length / LANE)));
  const pool = new Piscina({
    filename: fileURLToPath(entryOf('worker')),
    name: 'lane',
    minThreads: 0,
    maxThreads: count,
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  pool.on('error', (error: Error) => board.warning(-1, `a thread failed when it was idle: ${error.message}`));
  const alive = new Set<Worker>();
  const watches = new Set<LaneWatch>();
  const losses = new Map<number, number>();

  const open = (members: readonly number[]): void => {
    const { port1, port2 } = new MessageChannel();
    const abort = new AbortController();
    const onEnd = (blame: Blame | undefined): void => {
      watches.delete(watch);
      abort.abort();
      if (blame === undefined) return;
      const again = afterLoss(blame, board, losses);
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
      return !(await allGone(alive, ms));
    },
  };
};

/** Dealt like cards, so that what stands together in the config does not block the same thread. */
const deal = (indices: readonly number[], count: number): number[][] =>
  Array.from({ length: count }, (_, lane) => indices.filter((_, n) => n % count === lane));

const laneOf = (members: readonly number[], board: Board, { gathered, catalogue }: ThreadSettings, lanes: number) => {
  const registrations = members.map((index) => [index, board.registration(index)] as const);
  const names = new Set(registrations.flatMap(([, { views, wantedViews }]) => [...views, ...wantedViews]));
  const limit = Math.ceil(IN_FLIGHT / lanes);
  return { registrations, views: viewsOf(gathered, names), now: gathered.now, limit, catalogue };
};

const viewsOf = ({ views }: Gathered, names: ReadonlySet<ViewName>): Gathered['views'] =>
  Object.fromEntries(Object.entries(views).filter(([name]) => names.has(name as ViewName)));

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

/** How often a registration may lose its thread to others that are known, and to nobody knows what. */
const LOSSES = 5;
const UNEXPLAINED_LOSSES = 2;

/** Judges the members of a lost lane; returns those to be run again. */
const afterLoss = (
  { verdict, culprit, inFlight, waiting }: Blame,
  board: Board,
  losses: Map<number, number>,
): number[] => {
  if (culprit !== undefined) board.end(culprit.index, verdict, { phases: culprit.phases });
  const weight = culprit === undefined ? LOSSES / UNEXPLAINED_LOSSES : 1;
  const suspects = culprit === undefined ? [...inFlight, ...waiting] : inFlight;
  const givenUp = new Set<number>();
  for (const index of suspects) {
    const lost = (losses.get(index) ?? 0) + weight;
    losses.set(index, lost);
    const unsafe = inFlight.includes(index) && !board.registration(index).repeatable;
    if (!unsafe && lost < LOSSES) continue;
    givenUp.add(index);
    const why = unsafe ? 'it is not safe to repeat' : 'it was lost too often';
    const message = `${culprit === undefined ? verdict.message : 'another check took its thread away'}; ${why}`;
    board.end(index, { status: 'error', reason: 'worker_lost', message });
  }
  return [...inFlight, ...waiting].filter((index) => !givenUp.has(index));
};
