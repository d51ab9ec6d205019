import type { ApiClient } from '../api/client.ts';
import { toApiFailure } from '../api/failure.ts';
import { isOwnKindView } from '../own-kinds.ts';
import type { ResourceEntry } from '../resource-entry.ts';
import { type ResourceName, resourceOf } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type ServedGroups, versionsToAsk } from './discovery.ts';
import { explainOwnKind } from './explain-own-kind.ts';
import { listForm } from './list-form.ts';
import { listProblem, notInstalledProblem } from './list-problems.ts';
import { type ListRequest, readList } from './read-list.ts';

/** What is to be listed, where, and what is known of the server's groups. */
export interface ResourceTarget {
  readonly name: ResourceName;
  /** Undefined: the whole cluster. */
  readonly namespace: string | undefined;
  readonly served: ServedGroups | undefined;
  /** Whole objects, or the fields that views read of them. */
  readonly form: 'whole' | 'fields';
}

/** Takes the objects of a list. */
export interface ResourceHandlers extends Pick<ListRequest, 'page' | 'restart'> {
  /** Returns the row of an object; `version` is the one that it was asked for in. */
  readonly row: (object: object, version: string) => unknown;
}

/** Lists a resource, in the newest version that is served. Returns why it could not be read; never rejects. */
export const readResource = async (
  client: ApiClient,
  { name, namespace, served, form }: ResourceTarget,
  { row, page, restart }: ResourceHandlers,
): Promise<ViewProblem | undefined> => {
  const resource: ResourceEntry = resourceOf(name);
  for (const version of versionsToAsk(resource, served)) {
    try {
      const list = listForm(name, namespace, version);
      const handlers = { row: (object: object) => row(object, version), page, restart };
      await readList(client, { ...list, ...handlers, ...(form === 'whole' && { message: undefined }) });
      return undefined;
    } catch (error) {
      const failure = toApiFailure(error);
      const isOtherVersion = resource.olderVersions !== undefined && failure.status === 404;
      if (!isOtherVersion) return listProblem({ resource, namespace }, failure);
    }
  }
  return isOwnKindView(name) ? explainOwnKind(client, resource, served) : notInstalledProblem(resource);
};
