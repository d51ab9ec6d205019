import type { LoadedViews } from '../../kubernetes/rows/cluster-data.ts';
import { STATUS_VIEWS, type StatusRows } from '../../status/status-rows.ts';

/** The rows of the views that the status is told by, and why others have none. */
export const rowsOfViews = (views: LoadedViews, now: number): StatusRows => {
  const loaded = STATUS_VIEWS.map((name) => [name, views[name]] as const);
  const rows = loaded.flatMap(([name, view]) => (view !== undefined && 'rows' in view ? [[name, view.rows]] : []));
  const unread = loaded.flatMap(([name, view]) => {
    if (view === undefined) return [[name, `${name} were not read`]];
    return 'problem' in view ? [[name, view.problem.message]] : [];
  });
  return {
    rows: Object.fromEntries(rows) as StatusRows['rows'],
    unread: Object.fromEntries(unread) as StatusRows['unread'],
    now,
  };
};
