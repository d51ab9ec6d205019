import type { ApiClient } from '../api/client.ts';
import { ApiFailure, toApiFailure } from '../api/failure.ts';
import { readJsonBody } from '../api/read-json.ts';
import type { ViewName } from '../resources.ts';
import { type Listed, type ListedView, projectObject, type ResourceEntry, resources } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type Namespaces, scopeProblem } from '../scope.ts';
import { projectApiServer } from '../views/api-servers.ts';
import { reportDeniedLists } from './denied-lists.ts';
import { queryNamespaces, unseenNamespaceProblem } from './existence.ts';
import { apiServerProblem, listProblem } from './list-problems.ts';
import { readList } from './read-list.ts';
import type { RowSink } from './sink.ts';

export interface ReadViewsRequest {
  readonly views: readonly ViewName[];
  readonly namespaces: Namespaces;
  /** For messages. */
  readonly server: string;
}

/**
 * Reads the views, each once. What cannot be read becomes a problem of its view; an API server that does not answer one
 * of all views, in the same words. Never rejects.
 */
export const readViews = async (
  client: ApiClient,
  request: ReadViewsRequest,
  sink: RowSink,
): Promise<string | null> => {
  const { views, namespaces, server } = request;
  const failAll = (problem: ViewProblem): null => {
    for (const view of views) sink.problem(view, problem);
    return null;
  };
  const version = await readServerVersion(client);
  if (version instanceof ApiFailure && version.status !== 403) return failAll(apiServerProblem(server, version));
  const { missing, unknown } = await queryNamespaces(client, namespaces ?? []);
  if (missing) return failAll(missing);
  const looked: ScopeCoverage = { answered: new Set(), seen: new Set() };
  const lists = views.filter((view): view is ListedView => view !== 'apiServers');
  if (views.includes('apiServers')) reportVersion(version, sink);
  const noted = recordCoverage(sink, looked, namespaces);
  const problems = await Promise.all(lists.map((view) => readView(client, { view, namespaces }, noted)));
  const silent = (namespaces ?? [undefined]).findIndex((name) => !looked.answered.has(name));
  if (silent >= 0)
    reportDeniedLists(
      lists,
      problems.map((of) => of[silent]),
      { name: namespaces?.[silent], unknown, sink },
    );
  const unseen = unknown.find((name) => looked.answered.has(name) && !looked.seen.has(name));
  if (unseen !== undefined) return failAll(unseenNamespaceProblem(unseen));
  return version instanceof ApiFailure ? null : version;
};

/** Namespaces of which any list was answered, and those in which there was anything: of one that answered none, nothing is known. */
interface ScopeCoverage {
  readonly answered: Set<string | undefined>;
  readonly seen: Set<string | undefined>;
}

/** The same sink, noting what was answered. */
const recordCoverage = (sink: RowSink, { answered, seen }: ScopeCoverage, namespaces: Namespaces): RowSink => ({
  ...sink,
  rows: (view, list, rows) => {
    answered.add(namespaces?.[list]);
    if (rows.length > 0) seen.add(namespaces?.[list]);
    sink.rows(view, list, rows);
  },
});

/** Asked first: it tells the clock, and whether there is anybody at all. */
const readServerVersion = async (client: ApiClient): Promise<string | ApiFailure> => {
  try {
    return projectApiServer(await client.get('/version', readJsonBody)).version;
  } catch (error) {
    return toApiFailure(error);
  }
};

const reportVersion = (version: string | ApiFailure, sink: RowSink): void => {
  if (version instanceof ApiFailure) {
    const message = `no permission to get /version: ${version.message}`;
    sink.problem('apiServers', { status: 'error', reason: 'permission', message });
  } else {
    sink.rows('apiServers', 0, [{ version }]);
    sink.done('apiServers');
  }
};

interface ViewRequest {
  readonly view: ListedView;
  readonly namespaces: Namespaces;
}

/** Returns what is wrong with each of its lists. */
const readView = async (
  client: ApiClient,
  { view, namespaces }: ViewRequest,
  sink: RowSink,
): Promise<readonly (ViewProblem | undefined)[]> => {
  const outside = scopeProblem(view, namespaces);
  if (outside !== undefined) {
    sink.problem(view, outside);
    return [];
  }
  const resource: ResourceEntry = resources[view];
  const places = listNamespaces(resource, namespaces);
  const problems = await Promise.all(
    places.map((namespace, list) => readViewList(client, { view, namespace, list }, sink)),
  );
  const problem = problems.find((one) => one !== undefined);
  if (problem === undefined) sink.done(view);
  else sink.problem(view, problem);
  return problems;
};

/** Where it has to be listed: everywhere at once (undefined), or in each of the namespaces. */
export const listNamespaces = ({ within }: ResourceEntry, namespaces: Namespaces): readonly (string | undefined)[] => {
  if (within !== undefined) return [within];
  return namespaces ?? [undefined];
};

interface ListScope {
  readonly view: ListedView;
  readonly namespace: string | undefined;
  readonly list: number;
}

const readViewList = async (client: ApiClient, one: ListScope, sink: RowSink): Promise<ViewProblem | undefined> => {
  const { view, namespace, list } = one;
  const resource = resources[view];
  try {
    await readList(client, {
      path: pathOf(view, namespace),
      kind: `${resource.kind}List`,
      row: (text) => projectObject(view, JSON.parse(text) as object),
      page: (rows) => sink.rows(view, list, rows),
      restart: () => sink.restart(view, list),
    });
    return undefined;
  } catch (error) {
    return listProblem({ resource, namespace }, toApiFailure(error));
  }
};

/** The address of a list. */
export const pathOf = (name: Listed, namespace: string | undefined): string => {
  const { group, version, resource } = resources[name];
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined
    ? `${api}/${resource}`
    : `${api}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
};
