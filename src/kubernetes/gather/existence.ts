import type { ApiClient } from '../api/client.ts';
import { toApiFailure } from '../api/failure.ts';
import { readJsonBody } from '../api/read-json.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { mapLimited } from './map-limited.ts';

/**
 * Whether namespaces exist. It has to be asked, since the list of a namespace that does not exist is empty, as in a healthy
 * one: by name, or by a list of that name where only lists are allowed.
 */
export interface NamespaceExistence {
  /** The problem of all views when one of the namespaces does not exist. */
  readonly missing: ViewProblem | undefined;
  /** Namespaces of which it may not be asked. */
  readonly unknown: readonly string[];
}

type NamespaceState = 'exists' | 'missing' | 'unknown';

const QUERIES_AT_ONCE = 16;

/** Asks for all of the namespaces. Never rejects: what cannot be asked is unknown. */
export const queryNamespaces = async (
  client: ApiClient,
  namespaces: readonly string[],
): Promise<NamespaceExistence> => {
  const states = await mapLimited(namespaces, QUERIES_AT_ONCE, (name) => queryNamespace(client, name));
  const missing = namespaces.find((_, index) => states[index] === 'missing');
  const unknown = namespaces.filter((_, index) => states[index] === 'unknown');
  if (missing === undefined) return { missing: undefined, unknown };
  const message = `there is no namespace ${missing} in the cluster`;
  return { missing: { status: 'error', reason: 'config', message }, unknown };
};

const queryNamespace = async (client: ApiClient, name: string): Promise<NamespaceState> => {
  try {
    await client.get(`/api/v1/namespaces/${encodeURIComponent(name)}`, readJsonBody);
    return 'exists';
  } catch (error) {
    return toApiFailure(error).status === 404 ? 'missing' : queryNamespaceList(client, name);
  }
};

const queryNamespaceList = async (client: ApiClient, name: string): Promise<NamespaceState> => {
  const query = new URLSearchParams({ fieldSelector: `metadata.name=${name}`, limit: '1' });
  try {
    const { items } = await client.get(`/api/v1/namespaces?${query}`, readJsonBody<{ items?: readonly unknown[] }>);
    if (!Array.isArray(items)) return 'unknown';
    return items.length === 0 ? 'missing' : 'exists';
  } catch {
    return 'unknown';
  }
};

/** The problem of all views when nothing was found in a namespace of which it may not be asked whether it exists. */
export const unseenNamespaceProblem = (name: string): ViewProblem => ({
  status: 'error',
  reason: 'permission',
  message:
    `nothing was found in namespace ${name}, and no permission to get namespaces ${name} to see whether it exists: ` +
    `a Role with { apiGroups: [""], resources: ["namespaces"], resourceNames: ["${name}"], verbs: ["get"] } allows it`,
});
