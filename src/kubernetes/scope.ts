import type { ResourceEntry } from './resource-entry.ts';
import type { ResourceName } from './resources.ts';
import { resourceOf } from './resources.ts';
import type { ViewProblem } from './rows/cluster-data.ts';

/** The namespaces to read; null: the whole cluster, with what belongs to no namespace. */
export type NamespaceScope = readonly string[] | null;

/** Whether a list has nothing to do with these namespaces. */
const isOutsideScope = (
  { namespaced, within }: Pick<ResourceEntry, 'namespaced' | 'within'>,
  namespaces: readonly string[],
) => !namespaced || (within !== undefined && !namespaces.includes(within));

/** The problem of a list that lies outside of the scope; undefined when it lies inside. */
export const scopeProblem = (name: ResourceName, namespaces: NamespaceScope): ViewProblem | undefined => {
  if (namespaces === null || !isOutsideScope(resourceOf(name), namespaces)) return undefined;
  const what = resourceOf(name).resource;
  return {
    status: 'skipped',
    reason: 'config',
    message: `needs cluster scope: ${what} are read with --all-namespaces`,
  };
};
