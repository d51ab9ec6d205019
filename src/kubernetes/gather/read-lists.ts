import type { ApiClient } from '../api/client.ts';
import { type ListedViewName, projectObject, resourceOf } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type NamespaceScope, scopeProblem } from '../scope.ts';
import { type ServedGroups, versionsToAsk } from './discovery.ts';
import { listNamespaces } from './list-path.ts';
import { mapLimited } from './map-limited.ts';
import { readResource } from './read-resource.ts';
import type { RowSink } from './sink.ts';

/** Views to read in these namespaces, and what the API server says it has. */
export interface ListsRequest {
  readonly views: readonly ListedViewName[];
  readonly namespaces: NamespaceScope;
  readonly served: ServedGroups | undefined;
}

/** More than the client's requests in flight, as a list may wait for its next try; few, for the memory that each takes. */
const LISTS_AT_ONCE = 64;

/** The problem of each list of a view, by the index of its namespace; undefined where it was read. */
export type ListProblems = ReadonlyMap<ListedViewName, readonly (ViewProblem | undefined)[]>;

/** Reads each view by one list for each namespace. Returns the problem of each list. */
export const readLists = async (
  client: ApiClient,
  { views, namespaces, served }: ListsRequest,
  sink: RowSink,
): Promise<ListProblems> => {
  const problems = new Map<ListedViewName, (ViewProblem | undefined)[]>();
  const left = new Map<ListedViewName, number>();
  const readable = views.filter((view) => {
    const skipped = scopeProblem(view, namespaces);
    if (skipped !== undefined) sink.problem(view, skipped);
    return skipped === undefined;
  });
  await mapLimited(listsOf(readable, namespaces, served), LISTS_AT_ONCE, async (scope) => {
    const { view, list, of } = scope;
    const found = problems.get(view) ?? [];
    problems.set(view, found);
    found[list] = await readResource(
      client,
      { name: view, namespace: scope.namespace, served, form: 'fields' },
      {
        row: (object) => projectObject(view, object),
        page: (rows) => sink.rows(view, list, rows),
        restart: () => sink.restart(view, list),
      },
    );
    const open = (left.get(view) ?? of) - 1;
    left.set(view, open);
    if (open === 0) endView(view, found, sink);
  });
  return problems;
};

interface ListScope {
  readonly view: ListedViewName;
  readonly namespace: string | undefined;
  /** Index of the namespace. */
  readonly list: number;
  /** How many lists the view has. */
  readonly of: number;
}

function* listsOf(
  views: readonly ListedViewName[],
  namespaces: NamespaceScope,
  served: ServedGroups | undefined,
): Generator<ListScope> {
  for (const view of views) {
    const resource = resourceOf(view);
    const isInstalled = versionsToAsk(resource, served).length > 0;
    // What is not installed is missing everywhere: one namespace says so for a thousand.
    const targets = listNamespaces(resource, namespaces).slice(0, isInstalled ? undefined : 1);
    for (const [list, namespace] of targets.entries()) yield { view, namespace, list, of: targets.length };
  }
}

const endView = (view: ListedViewName, problems: readonly (ViewProblem | undefined)[], sink: RowSink): void => {
  const problem = problems.find((found) => found !== undefined);
  if (problem === undefined) sink.done(view);
  else sink.problem(view, problem);
};
