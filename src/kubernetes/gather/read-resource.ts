import type { ApiClient } from '../api/client.ts';
import { toApiFailure } from '../api/failure.ts';
import type { ResourceEntry } from '../resource-entry.ts';
import { type ResourceName, resourceTable } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type ServedGroups, versionsToAsk } from './discovery.ts';
import { listPath } from './list-path.ts';
import { listProblem, notInstalledProblem } from './list-problems.ts';
import { type ListRequest, readList } from './read-list.ts';

/** What is to be listed, where, and what is known of the server's groups. */
export interface ResourceTarget {
  readonly name: ResourceName;
  /** Undefined: the whole cluster. */
  readonly namespace: string | undefined;
  readonly served: ServedGroups | undefined;
}

/** Takes the objects of a list. */
export interface ResourceHandlers extends Pick<ListRequest, 'page' | 'restart'> {
  /** Returns the row of an object, from its JSON text; `version` is the one that it was asked for in. */
  readonly row: (text: string, version: string) => unknown;
}

/** Lists a resource, in the newest version that is served. Returns why it could not be read; never rejects. */
export const readResource = async (
  client: ApiClient,
  { name, namespace, served }: ResourceTarget,
  { row, page, restart }: ResourceHandlers,
): Promise<ViewProblem | undefined> => {
  const resource: ResourceEntry = resourceTable[name];
  for (const version of versionsToAsk(resource, served)) {
    try {
      const path = listPath(name, namespace, version);
      await readList(client, { path, kind: `${resource.kind}List`, row: (text) => row(text, version), page, restart });
      return undefined;
    } catch (error) {
      const failure = toApiFailure(error);
      const isOtherVersion = resource.olderVersions !== undefined && failure.status === 404;
      if (!isOtherVersion) return listProblem({ resource, namespace }, failure);
    }
  }
  return notInstalledProblem(resource);
};
