import type { LoadedViews } from '../../kubernetes/rows/cluster-data.ts';
import { STATUS_CONTEXT_VIEWS, STATUS_VIEWS, type StatusRows } from '../../status/status-rows.ts';
import { splitViews } from '../inspect/split-views.ts';

/** The rows that the status of workloads is judged by. Of what is only read beside them nothing is reported as unread. */
export const splitStatusViews = (views: LoadedViews): Omit<StatusRows, 'now'> => {
  const { rows, unread } = splitViews(views, STATUS_VIEWS);
  return { rows: { ...rows, ...splitViews(views, STATUS_CONTEXT_VIEWS).rows }, unread };
};
