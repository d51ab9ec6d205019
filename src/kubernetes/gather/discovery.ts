import type { ApiClient } from '../api/client.ts';
import { ApiFailure, toApiFailure } from '../api/failure.ts';
import { readJsonBody } from '../api/read-json.ts';
import type { ResourceEntry } from '../resource-entry.ts';

/** The API groups that a server has, with their versions; the failure where it does not say. */
export type ServedGroups = ReadonlyMap<string, readonly string[]> | ApiFailure;

interface GroupList {
  readonly groups?: readonly {
    readonly name?: string;
    readonly versions?: readonly { readonly version?: string }[];
  }[];
}

/** Asks for the groups of an API server, by one request whatever is installed. Never rejects. */
export const readServedGroups = async (client: ApiClient): Promise<ServedGroups> => {
  try {
    const { groups } = await client.get('/apis', readJsonBody<GroupList>);
    if (groups === undefined) return new ApiFailure('broken', 'it sent no list of its API groups');
    return new Map(
      groups.map(({ name = '', versions = [] }) => [name, versions.flatMap(({ version }) => version ?? [])]),
    );
  } catch (error) {
    return toApiFailure(error);
  }
};

/**
 * The versions by which to ask for a resource, in order: those of a custom resource that its group is served in, else the
 * table's own. None: it is not installed.
 */
export const versionsToAsk = (
  { group, version, olderVersions }: ResourceEntry,
  served: ServedGroups | undefined,
): readonly string[] => {
  if (olderVersions === undefined || served === undefined) return [version];
  // An own kind without versions is read in the best that its group is served in.
  if (version === '') return served instanceof Map ? (served.get(group) ?? []) : [];
  const known = [version, ...olderVersions];
  return served instanceof Map ? known.filter((one) => served.get(group)?.includes(one)) : known;
};

interface ResourceList {
  readonly resources?: readonly { readonly name?: string; readonly namespaced?: boolean }[];
}

/** What a group serves in a version. */
export interface ServedResource {
  readonly name: string;
  readonly namespaced: boolean;
}

/** Asks what a group serves in a version, without subresources. @throws {ApiFailure} */
export const readServedResources = async (
  client: ApiClient,
  { group }: Pick<ResourceEntry, 'group'>,
  version: string,
): Promise<readonly ServedResource[]> => {
  const { resources = [] } = await client.get(`/apis/${group}/${version}`, readJsonBody<ResourceList>);
  return resources
    .map(({ name = '', namespaced = false }) => ({ name, namespaced }))
    .filter(({ name }) => name !== '' && !name.includes('/'));
};
