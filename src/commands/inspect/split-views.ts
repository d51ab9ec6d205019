import type { ClusterViews, ViewName } from '../../kubernetes/resources.ts';
import type { LoadedViews } from '../../kubernetes/rows/cluster-data.ts';

/** Views as pure code over rows takes them. */
export interface SplitViews<Name extends ViewName> {
  /** A view that is absent could not be read. */
  readonly rows: { readonly [View in Name]?: ClusterViews[View] };
  /** Why views are absent. */
  readonly unread: { readonly [View in Name]?: string };
}

/** Splits views into those with rows and those without, each of which has its reason. */
export const splitViews = <Name extends ViewName>(views: LoadedViews, names: readonly Name[]): SplitViews<Name> => {
  const loaded = names.map((name) => [name, views[name]] as const);
  const rows = loaded.flatMap(([name, view]) => (view !== undefined && 'rows' in view ? [[name, view.rows]] : []));
  const unread = loaded.flatMap(([name, view]) => {
    if (view === undefined) return [[name, `${name} were not read`]];
    return 'problem' in view ? [[name, view.problem.message]] : [];
  });
  return {
    rows: Object.fromEntries(rows) as SplitViews<Name>['rows'],
    unread: Object.fromEntries(unread) as SplitViews<Name>['unread'],
  };
};
