import type { PreloadTask } from '../protocol.ts';
import { BASE_HEAP_MB, openThreadPool, type ThreadPool } from './thread-pool.ts';

/** Registrations that one thread runs sooner than a second thread starts. */
export const REGISTRATIONS_PER_LANE = 1000;

/** A pool of one thread that starts while the parameters of its checks are still being read. */
export interface PrewarmedPool {
  /** Its pool; whoever takes it stops it. */
  take(): ThreadPool;
  /** Ends the thread, unless it was taken. */
  dispose(): Promise<void>;
}

const DISPOSE_LIMIT_MS = 200;

/**
 * Starts a thread for checks of services and has it load their code. Undefined when the system does not allow another
 * thread: the run asks for one again, and reports it.
 */
export const startPrewarmedPool = (preload: PreloadTask): PrewarmedPool | undefined => {
  const pool = tryOpenPool(preload);
  if (pool === undefined) return undefined;
  let isTaken = false;
  return {
    take: () => {
      isTaken = true;
      return pool;
    },
    dispose: async () => {
      if (!isTaken) await pool.stop(DISPOSE_LIMIT_MS);
    },
  };
};

const tryOpenPool = (preload: PreloadTask): ThreadPool | undefined => {
  try {
    return openThreadPool({ entry: 'prober', threads: 1, heapMb: BASE_HEAP_MB, preload });
  } catch {
    return undefined;
  }
};
