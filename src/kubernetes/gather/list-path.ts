import type { ResourceEntry } from '../resource-entry.ts';
import { type ResourceName, resourceOf } from '../resources.ts';
import type { NamespaceScope } from '../scope.ts';

/** The namespaces to list a resource in, each by a request of its own; undefined: one request for the whole cluster. */
export const listNamespaces = (
  { within }: ResourceEntry,
  namespaces: NamespaceScope,
): readonly (string | undefined)[] => {
  if (within !== undefined) return [within];
  return namespaces ?? [undefined];
};

/** The path of a list on the API server, without a query. `served`: the version to ask for, where it is not the table's. */
export const listPath = (name: ResourceName, namespace: string | undefined, served?: string): string => {
  const { group, resource } = resourceOf(name);
  const version = served ?? resourceOf(name).version;
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined
    ? `${api}/${resource}`
    : `${api}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
};
