import { messageOf } from '../protobuf/built-in-messages.ts';
import { formatApiVersion, type ResourceName, resourceOf } from '../resources.ts';
import { listPath } from './list-path.ts';
import type { ListRequest } from './read-list.ts';

/** How a list is asked for, and what comes back. `served`: the version to ask for, where it is not the table's. */
export const listForm = (
  name: ResourceName,
  namespace: string | undefined,
  served?: string,
): Pick<ListRequest, 'path' | 'kind' | 'apiVersion' | 'message'> => {
  const { group, kind, version } = resourceOf(name);
  return {
    path: listPath(name, namespace, served),
    kind: `${kind}List`,
    apiVersion: formatApiVersion({ group, version: served ?? version }),
    message: messageOf(name),
  };
};
