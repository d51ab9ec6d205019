import { fullResourceName, type ListedViewName, resourceOf } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import type { RowSink } from './sink.ts';

interface DeniedScope {
  /** The namespace; undefined: the whole cluster. */
  readonly name: string | undefined;
  /** Namespaces of which it may not be asked whether they exist. */
  readonly unknown: readonly string[];
  readonly sink: Pick<RowSink, 'problem'>;
}

/**
 * Gives all views of a scope in which no list is allowed the same problem: one cause, one message. `problems` are those of
 * `lists`, in order. The namespace itself may be gone, since its Roles went with it and the API server checks them first.
 */
export const reportDeniedLists = (
  lists: readonly ListedViewName[],
  problems: readonly (ViewProblem | undefined)[],
  { name, unknown, sink }: DeniedScope,
): void => {
  const denied = lists.filter((_, index) => problems[index]?.reason === 'permission');
  const first = problems.find((problem) => problem?.reason === 'permission');
  if (first === undefined) return;
  const others = denied.slice(1).map((view) => fullResourceName(resourceOf(view)));
  const message = [
    first.message,
    ...(others.length === 0 ? [] : [`nor to list ${others.join(', ')}`]),
    ...(name !== undefined && unknown.includes(name) ? [`nor to see whether namespace ${name} still exists`] : []),
  ].join('; ');
  for (const view of denied) sink.problem(view, { ...first, message });
};
