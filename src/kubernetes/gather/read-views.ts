import type { Client } from '../api/client.ts';
import { ApiFailure, asFailure } from '../api/failure.ts';
import { readJson } from '../api/read-json.ts';
import type { ViewName } from '../resources.ts';
import { type Listed, type ListedView, project, type Resource, resources } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type Namespaces, scopeProblem } from '../scope.ts';
import { apiServer } from '../views/api-servers.ts';
import { tellRefused } from './denied-lists.ts';
import { askExistence, unseenProblem } from './existence.ts';
import { listProblem, rootProblem } from './list-problems.ts';
import { readList } from './read-list.ts';
import type { Sink } from './sink.ts';

export interface ReadRequest {
  readonly views: readonly ViewName[];
  readonly namespaces: Namespaces;
  /** For messages. */
  readonly server: string;
}

/**
 * Reads the views, each once. What cannot be read becomes a problem of its view; an API server that does not answer one
 * of all views, in the same words. Never rejects.
 */
export const readViews = async (client: Client, request: ReadRequest, sink: Sink): Promise<string | null> => {
  const { views, namespaces, server } = request;
  const failAll = (problem: ViewProblem): null => {
    for (const view of views) sink.problem(view, problem);
    return null;
  };
  const version = await readVersion(client);
  if (version instanceof ApiFailure && version.status !== 403) return failAll(rootProblem(server, version));
  const { missing, unknown } = await askExistence(client, namespaces ?? []);
  if (missing) return failAll(missing);
  const looked: Looked = { answered: new Set(), seen: new Set() };
  const lists = views.filter((view): view is ListedView => view !== 'apiServers');
  if (views.includes('apiServers')) tellVersion(version, sink);
  const noted = noting(sink, looked, namespaces);
  const problems = await Promise.all(lists.map((view) => readView(client, { view, namespaces }, noted)));
  const silent = (namespaces ?? [undefined]).findIndex((name) => !looked.answered.has(name));
  if (silent >= 0)
    tellRefused(
      lists,
      problems.map((of) => of[silent]),
      { name: namespaces?.[silent], unknown, sink },
    );
  const unseen = unknown.find((name) => looked.answered.has(name) && !looked.seen.has(name));
  if (unseen !== undefined) return failAll(unseenProblem(unseen));
  return version instanceof ApiFailure ? null : version;
};

/** Namespaces of which any list was answered, and those in which there was anything: of one that answered none, nothing is known. */
interface Looked {
  readonly answered: Set<string | undefined>;
  readonly seen: Set<string | undefined>;
}

/** The same sink, noting what was answered. */
const noting = (sink: Sink, { answered, seen }: Looked, namespaces: Namespaces): Sink => ({
  ...sink,
  rows: (view, list, rows) => {
    answered.add(namespaces?.[list]);
    if (rows.length > 0) seen.add(namespaces?.[list]);
    sink.rows(view, list, rows);
  },
});

/** Asked first: it tells the clock, and whether there is anybody at all. */
const readVersion = async (client: Client): Promise<string | ApiFailure> => {
  try {
    return apiServer(await client.get('/version', readJson)).version;
  } catch (error) {
    return asFailure(error);
  }
};

const tellVersion = (version: string | ApiFailure, sink: Sink): void => {
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
  client: Client,
  { view, namespaces }: ViewRequest,
  sink: Sink,
): Promise<readonly (ViewProblem | undefined)[]> => {
  const outside = scopeProblem(view, namespaces);
  if (outside !== undefined) {
    sink.problem(view, outside);
    return [];
  }
  const resource: Resource = resources[view];
  const places = placesOf(resource, namespaces);
  const problems = await Promise.all(places.map((namespace, list) => readOne(client, { view, namespace, list }, sink)));
  const problem = problems.find((one) => one !== undefined);
  if (problem === undefined) sink.done(view);
  else sink.problem(view, problem);
  return problems;
};

/** Where it has to be listed: everywhere at once (undefined), or in each of the namespaces. */
export const placesOf = ({ within }: Resource, namespaces: Namespaces): readonly (string | undefined)[] => {
  if (within !== undefined) return [within];
  return namespaces ?? [undefined];
};

interface OneList {
  readonly view: ListedView;
  readonly namespace: string | undefined;
  readonly list: number;
}

const readOne = async (client: Client, one: OneList, sink: Sink): Promise<ViewProblem | undefined> => {
  const { view, namespace, list } = one;
  const resource = resources[view];
  try {
    await readList(client, {
      path: pathOf(view, namespace),
      kind: `${resource.kind}List`,
      row: (text) => project(view, JSON.parse(text) as object),
      page: (rows) => sink.rows(view, list, rows),
      restart: () => sink.restart(view, list),
    });
    return undefined;
  } catch (error) {
    return listProblem({ resource, namespace }, asFailure(error));
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
