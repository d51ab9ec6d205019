import type { ReadingThread } from '../../kubernetes/gather/protocol.ts';
import { containerHeapMb } from '../container-heap.ts';
import { countThreads } from '../count-cpus.ts';
import { DISPOSE_LIMIT_MS, type PrewarmedPool } from './prewarmed-worker.ts';
import { openThreadPool, type ThreadPool } from './thread-pool.ts';

/** A thread that reads a cluster and then judges what it has read, so that the rows need not travel to another. */
export type ClusterThread = ReadingThread & PrewarmedPool;

/** Heap limit in MB of a thread that has room for it: rows that need more are judged by another thread. */
const HEAP_MB = 512;

/** A thread that starts when it is to read. */
const createClusterThread = (workers: number): ClusterThread => {
  const heapMb = Math.min(HEAP_MB, containerHeapMb());
  const threads = countThreads(workers);
  let pool: ThreadPool | undefined;
  const release = (): ThreadPool | undefined => {
    const released = pool;
    pool = undefined;
    return released;
  };
  const stop = async (ms: number): Promise<boolean> => (await release()?.stop(ms)) ?? false;
  const dispose = async (): Promise<void> => void (await stop(DISPOSE_LIMIT_MS));
  return {
    gather: async (order, port) => {
      pool = openThreadPool({ threads, heapMb, startsNow: true });
      await pool.gather({ order, port });
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

/**
 * Settles as `use` does, whose thread starts when it is to read, and ends with it. So many `workers` may judge beside each other;
 * 0: one for each CPU.
 */
export const withClusterThread = async <T>(workers: number, use: (thread: ClusterThread) => Promise<T>): Promise<T> => {
  const thread = createClusterThread(workers);
  try {
    return await use(thread);
  } finally {
    await thread.dispose();
  }
};
