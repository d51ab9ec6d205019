import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { entryPointUrl } from '../../process/entry-points.ts';
import { createRunTag, killTagged, RUN_TAG_VARIABLE } from '../../process/kill-descendants.ts';
import type { GatherTask, LaneTask, PreloadTask } from '../protocol.ts';

/** The exports of the entry that are tasks. */
type TaskName = keyof typeof import('./worker.ts');

/** Worker threads. */
export interface ThreadPool {
  /** Runs a lane on one thread, which gets its port. Rejects when the thread could not be started or was lost. */
  run(lane: LaneTask, signal: AbortSignal): Promise<void>;
  /** Reads a cluster on one thread. Rejects when it could not be started or was lost. */
  gather(task: GatherTask): Promise<void>;
  /** Ends a preload that still goes on, and its thread, since it may be what holds up a lane. */
  interruptPreload(): void;
  /** Resolves when the threads of lanes that were broken off have ended, with their memory, or after `ms`. */
  untilLostEnded(ms: number): Promise<void>;
  /** Called with each error of a thread that ran no lane: it could not be started, or failed afterwards. */
  onError(listener: (error: Error) => void): void;
  /** Ends all threads and the processes they started. Resolves soon after `ms`, to true when a thread could not be ended. */
  stop(ms: number): Promise<boolean>;
}

export interface ThreadPoolOptions {
  /** Threads at once, at most. */
  readonly threads: number;
  /** Heap limit of a thread in MB: beyond it the thread is lost, not the process. */
  readonly heapMb: number;
  /** A first thread starts at once, not with its first task. */
  readonly startsNow?: boolean;
  /** Modules that a first thread loads. */
  readonly preload?: PreloadTask;
}

/** Heap limit of a thread that gets no rows. */
export const BASE_HEAP_MB = 256;

/** Of which for young objects: with V8's default 1,000 checks take 25 MB more, and no less time. */
const YOUNG_HEAP_MB = 4;

/** A thread that is not blocked ends within this. */
const QUICK_STOP_MS = 50;

/** A pool whose threads start with their tasks. Throws when one that starts now is not allowed by the system. */
export const openThreadPool = ({ preload, ...options }: ThreadPoolOptions): ThreadPool => {
  const runTag = createRunTag();
  const pool = createPool(options, runTag);
  const alive = new Set<Worker>();
  const preloading = new AbortController();
  let startsPrograms = false;
  let onError: (error: Error) => void = () => {};
  pool.on('error', (error: Error) => onError(error));
  if (preload !== undefined) {
    const name: TaskName = 'preloadModules';
    // A module that cannot be loaded fails again in the lane that needs it.
    pool.run(preload, { name, signal: preloading.signal }).catch(() => {});
  }
  const runTask = (name: TaskName, task: LaneTask | GatherTask, signal?: AbortSignal): Promise<void> => {
    // biome-ignore lint/suspicious/noExplicitAny: Piscina names the transferable types of its own
    const running = pool.run(task, { name, transferList: [task.port] as any, signal: signal ?? null });
    trackThreads(pool.threads, alive);
    return running;
  };
  return {
    run: (lane, signal) => {
      startsPrograms ||= lane.registrations.some(([, { probes }]) => probes.includes('exec'));
      return runTask('runLane', lane, signal);
    },
    gather: async (task) => {
      // A credential plugin does not end with the thread that waits for it.
      startsPrograms = true;
      const { promise: failed, reject } = Promise.withResolvers<never>();
      onError = reject;
      await Promise.race([runTask('gatherViews', task), failed]);
      startsPrograms = false;
    },
    interruptPreload: () => preloading.abort(),
    untilLostEnded: async (ms) => {
      await untilGone(new Set([...alive].filter((thread) => !pool.threads.includes(thread))), ms);
    },
    onError: (listener) => {
      onError = listener;
    },
    stop: async (ms) => {
      trackThreads(pool.threads, alive);
      pool.destroy().catch(() => {});
      // A thread that waits for a child process ends when the child is killed.
      if (!(await untilGone(alive, Math.min(QUICK_STOP_MS, ms)))) killTagged(runTag);
      const isStuck = !(await untilGone(alive, ms));
      // A process that left the process group of its program survives the thread that was to end it.
      if (startsPrograms) killTagged(runTag);
      return isStuck;
    },
  };
};

/** A pool whose threads, and what they start, carry this tag. */
const createPool = ({ threads, heapMb, startsNow = false }: ThreadPoolOptions, runTag: string): Piscina =>
  new Piscina({
    filename: fileURLToPath(entryPointUrl('worker')),
    name: 'runLane' satisfies TaskName,
    // A thread that exists from the start gets its task at once, not when the main thread is free to see that it is ready.
    minThreads: startsNow ? 1 : 0,
    maxThreads: threads,
    atomics: 'disabled',
    recordTiming: false,
    env: { ...process.env, [RUN_TAG_VARIABLE]: runTag },
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
  });

const trackThreads = (threads: readonly Worker[], alive: Set<Worker>): void => {
  for (const thread of threads) {
    if (alive.has(thread)) continue;
    alive.add(thread);
    thread.once('exit', () => alive.delete(thread));
  }
};

/** Resolves to true when all threads have exited, to false after `ms`: a thread in a blocking system call never exits. */
const untilGone = (threads: ReadonlySet<Worker>, ms: number): Promise<boolean> =>
  new Promise((resolve) => {
    const left = new Set(threads);
    const limit = setTimeout(() => resolve(left.size === 0), ms);
    const check = (): void => {
      if (left.size > 0) return;
      clearTimeout(limit);
      resolve(true);
    };
    for (const thread of threads)
      thread.once('exit', () => {
        left.delete(thread);
        check();
      });
    check();
  });
