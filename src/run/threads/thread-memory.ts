import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import { countRows } from '../../kubernetes/rows/pages.ts';
import { containerHeapMb } from '../container-heap.ts';
import { BASE_HEAP_MB } from './thread-pool.ts';

/** Modules and what checks hold while they judge, in MB. */
const JUDGING_MB = 48;

/** How much memory threads may take, each of which has all rows that its checks judge. */
export interface ThreadMemory {
  /** Heap limit of each in MB. */
  readonly heapMb: number;
  /** How many have room beside each other, at least one. */
  readonly threads: number;
}

/** What rows of 1 KB need, and no more than the container has room for. */
export const planThreadMemory = ({ views }: ClusterData, containerMb = containerHeapMb()): ThreadMemory => {
  const rowsMb = Object.values(views).reduce((mb, view) => mb + countRows(view) / 1000, 0);
  return {
    heapMb: Math.min(BASE_HEAP_MB + rowsMb, containerMb),
    threads: Math.max(1, Math.floor(containerMb / (rowsMb + JUDGING_MB))),
  };
};
