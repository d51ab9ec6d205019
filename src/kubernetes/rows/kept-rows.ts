import { getHeapStatistics } from 'node:v8';
import type { ViewName } from '../resources.ts';

// The rows that this thread has read. Where it judges them as well it need not decode the pages that all others have.

const keptLists = new Map<ViewName, Map<number, unknown[]>>();
let isFull = false;

/** Of the heap that this thread may have: beyond it no rows are kept, as judging needs room beside them. */
const MAX_HEAP_SHARE = 0.6;

/** Keeps rows of a list behind those that are kept of it, as long as there is room for all. Returns whether there is. */
export const keepRows = (view: ViewName, list: number, rows: readonly unknown[]): boolean => {
  if (isFull) return false;
  const lists = keptLists.get(view) ?? new Map<number, unknown[]>();
  keptLists.set(view, lists);
  const kept = lists.get(list) ?? [];
  lists.set(list, kept);
  for (const row of rows) kept.push(row);
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  isFull = used > limit * MAX_HEAP_SHARE;
  if (isFull) keptLists.clear();
  return !isFull;
};

/** Lets go of the rows of a list, which is read again from its start. */
export const dropRows = (view: ViewName, list: number): void => {
  keptLists.get(view)?.delete(list);
};

/** The rows of a view in the order of its pages; undefined where this thread has not kept all of so many. */
export const keptRows = (view: ViewName, count: number): readonly unknown[] | undefined => {
  const rows = [...(keptLists.get(view)?.values() ?? [])].flat();
  return rows.length === count ? rows : undefined;
};
