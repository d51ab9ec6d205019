import { fullResourceName, type ListedView, resources } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import type { RowSink } from './sink.ts';

interface DeniedScope {
  /** A namespace; undefined: the whole cluster. */
  readonly name: string | undefined;
  /** Namespaces of which nobody may tell whether they exist. */
  readonly unknown: readonly string[];
  readonly sink: Pick<RowSink, 'problem'>;
}

/**
 * Where nothing may be read, that is one thing to tell, not one for each view; `problems` are those of its lists. Roles
 * end with their namespace, and the API server refuses before it looks: so it may be that the namespace is gone.
 */
export const reportDeniedLists = (
  lists: readonly ListedView[],
  problems: readonly (ViewProblem | undefined)[],
  { name, unknown, sink }: DeniedScope,
): void => {
  const refused = lists.filter((_, at) => problems[at]?.reason === 'permission');
  const first = problems.find((problem) => problem?.reason === 'permission');
  if (first === undefined) return;
  const others = refused.slice(1).map((view) => fullResourceName(resources[view]));
  const message = [
    first.message,
    ...(others.length === 0 ? [] : [`nor to list ${others.join(', ')}`]),
    ...(name !== undefined && unknown.includes(name) ? [`nor to see whether namespace ${name} still exists`] : []),
  ].join('; ');
  for (const view of refused) sink.problem(view, { ...first, message });
};
