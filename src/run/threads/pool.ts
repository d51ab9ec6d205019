import { fileURLToPath } from 'node:url';
import type { MessagePort, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { entryOf } from '../../process/entry-points.ts';
import { MARK, newMark, sweep } from '../../process/kill-descendants.ts';
import type { Lane, Preparation } from '../protocol.ts';

/** Threads of one kind. */
export interface Pool {
  /** Runs a lane on one of them; the port goes to it. Rejects when its thread could not be started or was lost. */
  run(lane: Lane, port: MessagePort, signal: AbortSignal): Promise<void>;
  /** Ends a preparation that still goes on, and its thread: it may be what holds up a lane. */
  interruptPreparation(): void;
  /** Called with each error of a thread that had nothing to do: it could not be started, or it was through. */
  onError(listener: (error: Error) => void): void;
  /** Ends all threads and what they have started. Resolves soon after `ms` to whether one of them could not be ended. */
  stop(ms: number): Promise<boolean>;
}

export interface PoolSettings {
  /** `prober`: for checks of services whose parameters are parsed. */
  readonly entry: 'prober' | 'worker';
  /** Threads at once, at most. */
  readonly threads: number;
  /** Heap of a thread in MB: beyond it the thread is lost, and not the process. */
  readonly heapMb: number;
  /** What a first thread is to load at once, while nobody knows yet exactly what it will run. */
  readonly preparation?: Preparation;
}

/** Heap of a thread that is given nothing to judge. */
export const BASE_HEAP_MB = 256;

/** Of which for what is young: with V8's own choice 1,000 checks take 25 MB more, and no less time. */
const YOUNG_MB = 4;

/** What can be ended is gone within this. */
const QUICK_MS = 50;

/** A pool of threads, which start when there is something to do. */
export const openPool = ({ entry, threads, heapMb, preparation }: PoolSettings): Pool => {
  const mark = newMark();
  const pool = new Piscina({
    filename: fileURLToPath(entryOf(entry)),
    name: 'lane',
    // One that is there from the start gets its task at once, and not when this thread has time to hear that it is ready.
    minThreads: preparation === undefined ? 0 : 1,
    maxThreads: threads,
    atomics: 'disabled',
    recordTiming: false,
    env: { ...process.env, [MARK]: mark },
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const alive = new Set<Worker>();
  const preparing = new AbortController();
  let startsPrograms = false;
  let failed: (error: Error) => void = () => {};
  pool.on('error', (error: Error) => failed(error));
  if (preparation !== undefined) {
    // What could not be loaded is told by the lane that needs it.
    pool.run(preparation, { name: 'prepare', signal: preparing.signal }).catch(() => {});
  }
  return {
    run: (lane, port, signal) => {
      startsPrograms ||= lane.registrations.some(([, { probes }]) => probes.includes('exec'));
      // biome-ignore lint/suspicious/noExplicitAny: Piscina names the transferable types of its own
      const running = pool.run(lane, { transferList: [port] as any, signal });
      keep(pool.threads, alive);
      return running;
    },
    interruptPreparation: () => preparing.abort(),
    onError: (listener) => {
      failed = listener;
    },
    stop: async (ms) => {
      keep(pool.threads, alive);
      pool.destroy().catch(() => {});
      // A thread that waits for a child is free when that is gone.
      if (!(await allGone(alive, Math.min(QUICK_MS, ms)))) sweep(mark);
      const isStuck = !(await allGone(alive, ms));
      // What has left the group of its program outlives the thread that was to end it.
      if (startsPrograms) sweep(mark);
      return isStuck;
    },
  };
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
