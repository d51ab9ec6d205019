import type { Preparation } from '../protocol.ts';
import { BASE_HEAP_MB, openPool, type Pool } from './pool.ts';

/** So few are done sooner by one thread than another one starts. */
export const LANE = 1000;

/** A thread that starts while the parameters of its checks are still being read: neither waits for the other. */
export interface EarlyThread {
  /** Its pool, for whoever runs the checks and ends it then. */
  take(): Pool;
  /** Ends the thread, unless it was taken. */
  dispose(): Promise<void>;
}

const DROP_MS = 200;

/**
 * Starts a thread for checks of services and has it load their code. Undefined where the system gives none: whoever runs the
 * checks asks again, and tells.
 */
export const startEarlyThread = (preparation: Preparation): EarlyThread | undefined => {
  const pool = opened(preparation);
  if (pool === undefined) return undefined;
  let isTaken = false;
  return {
    take: () => {
      isTaken = true;
      return pool;
    },
    dispose: async () => {
      if (!isTaken) await pool.stop(DROP_MS);
    },
  };
};

const opened = (preparation: Preparation): Pool | undefined => {
  try {
    return openPool({ entry: 'prober', threads: 1, heapMb: BASE_HEAP_MB, preparation });
  } catch {
    return undefined;
  }
};
