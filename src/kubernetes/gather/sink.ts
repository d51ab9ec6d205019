import type { ViewName } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/** Takes what is read, as it is read; a view is whole when `done` was told. `list` tells the lists of one view apart: one for each namespace. */
export interface RowSink<Rows = readonly unknown[]> {
  rows(view: ViewName, list: number, rows: Rows): void;
  /** The rows of this list are void. */
  restart(view: ViewName, list: number): void;
  problem(view: ViewName, problem: ViewProblem): void;
  done(view: ViewName): void;
}
