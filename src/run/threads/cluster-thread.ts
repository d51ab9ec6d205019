import type { ReadingThread } from '../../kubernetes/gather/protocol.ts';
import { containerHeapMb } from '../container-heap.ts';
import { countThreads } from '../count-cpus.ts';
import { DISPOSE_LIMIT_MS, type PrewarmedPool } from './prewarmed-worker.ts';
import { openThreadPool, type ThreadPool } from './thread-pool.ts';

/** A thread that reads a cluster and then judges what it has read, so that the rows need not travel to another. */
export interface ClusterThread extends ReadingThread, PrewarmedPool {
  /** Starts it before it is known what to read. Where the system does not allow that, reading says so. */
  start(): void;
}

/** Heap limit in MB of a thread that has room for it: rows that need more are judged by another thread. */
const HEAP_MB = 512;

/** A thread that starts when it is to read, at the latest. So many `workers` may judge beside each other; 0: one for each CPU. */
export const createClusterThread = (workers: number): ClusterThread => createThread(countThreads(workers), true);

/** A thread that keeps no rows, for what is judged by others than threads. */
export const createReadingThread = (): ClusterThread => createThread(1, false);

const createThread = (threads: number, keepsRows: boolean): ClusterThread => {
  const heapMb = Math.min(HEAP_MB, containerHeapMb());
  let pool: ThreadPool | undefined;
  const open = (): ThreadPool => openThreadPool({ threads, heapMb, startsNow: true });
  const release = (): ThreadPool | undefined => {
    const released = pool;
    pool = undefined;
    return released;
  };
  const stop = async (ms: number): Promise<boolean> => (await release()?.stop(ms)) ?? false;
  const dispose = async (): Promise<void> => void (await stop(DISPOSE_LIMIT_MS));
  return {
    start: () => {
      try {
        pool = open();
      } catch {
        // It is tried again.
      }
    },
    gather: async (order, port) => {
      pool ??= open();
      await pool.gather({ order, port, keepsRows });
    },
    stop,
    dispose,
    take: (needs) => {
      if (needs.threads <= threads && needs.heapMb <= heapMb) return release();
      // Its rows would take the memory that the other threads need.
      dispose();
      return undefined;
    },
  };
};

/** Settles as `use` does, whose thread ends with it. */
export const withClusterThread = async <T>(
  thread: ClusterThread,
  use: (thread: ClusterThread) => Promise<T>,
): Promise<T> => {
  try {
    return await use(thread);
  } finally {
    await thread.dispose();
  }
};
