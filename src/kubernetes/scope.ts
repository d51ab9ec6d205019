import type { Listed, ResourceEntry } from './resources.ts';
import { resources } from './resources.ts';
import type { ViewProblem } from './rows/cluster-data.ts';

/** Namespaces to look at; null: all, and what belongs to no namespace. */
export type Namespaces = readonly string[] | null;

/** True when what is listed lies outside of a scope of namespaces. */
const isOutsideScope = (
  { namespaced, within }: Pick<ResourceEntry, 'namespaced' | 'within'>,
  namespaces: readonly string[],
) => !namespaced || (within !== undefined && !namespaces.includes(within));

/** Why a list cannot be judged in this scope; undefined when it can. */
export const scopeProblem = (name: Listed, namespaces: Namespaces): ViewProblem | undefined => {
  if (namespaces === null || !isOutsideScope(resources[name], namespaces)) return undefined;
  const what = resources[name].resource;
  return {
    status: 'skipped',
    reason: 'config',
    message: `needs cluster scope: ${what} are read with --all-namespaces`,
  };
};
