import type { PreloadTask } from '../protocol.ts';
import { BASE_HEAP_MB, openThreadPool, type ThreadPool, type ThreadPoolOptions } from './thread-pool.ts';

/** What a run needs of a pool. */
export type PoolNeeds = Pick<ThreadPoolOptions, 'threads' | 'heapMb'>;

/** A pool whose first thread has started before it was known what it will run. */
export interface PrewarmedPool {
  /** The pool, if it has what a run needs; whoever takes it stops it. */
  take(needs: PoolNeeds): ThreadPool | undefined;
  /** Ends its threads, unless it was taken. */
  dispose(): Promise<void>;
}

/** How long threads that nobody took may take to end. */
export const DISPOSE_LIMIT_MS = 200;

/**
 * Starts a thread for checks of services, while their parameters are still being read, and has it load their code. Undefined
 * when the system does not allow another thread: the run asks for one again, and reports it.
 */
export const startPrewarmedPool = (preload: PreloadTask): PrewarmedPool | undefined => {
  const pool = tryOpenPool(preload);
  if (pool === undefined) return undefined;
  let isTaken = false;
  return {
    take: ({ threads }) => {
      isTaken = threads === 1;
      return isTaken ? pool : undefined;
    },
    dispose: async () => {
      if (!isTaken) await pool.stop(DISPOSE_LIMIT_MS);
    },
  };
};

const tryOpenPool = (preload: PreloadTask): ThreadPool | undefined => {
  try {
    return openThreadPool({ threads: 1, heapMb: BASE_HEAP_MB, startsNow: true, preload });
  } catch {
    return undefined;
  }
};
