import type { ViewName } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/**
 * Takes rows as they are read. `list` is the index of the namespace that was listed: a view is read by one list for each
 * namespace.
 */
export interface RowSink<Rows = readonly unknown[]> {
  rows(view: ViewName, list: number, rows: Rows): void;
  /** Drops the rows of this list: it is read again from its start. */
  restart(view: ViewName, list: number): void;
  problem(view: ViewName, problem: ViewProblem): void;
  /** The view is whole; without it no row of it may be judged. */
  done(view: ViewName): void;
}
