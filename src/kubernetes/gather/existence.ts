import type { ApiClient } from '../api/client.ts';
import { toApiFailure } from '../api/failure.ts';
import { readJsonBody } from '../api/read-json.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/**
 * The API server lists nothing in a namespace that does not exist, as if all were well there. So whether it exists is
 * asked, by name, or by a list of that one name where only lists are allowed.
 */
export interface NamespaceExistence {
  /** What is wrong with all views when one of the namespaces does not exist. */
  readonly missing: ViewProblem | undefined;
  /** Namespaces of which nobody may tell. */
  readonly unknown: readonly string[];
}

type NamespaceState = 'there' | 'missing' | 'unknown';

/** Asks for all of them. Never rejects: what cannot be asked is unknown. */
export const queryNamespaces = async (
  client: ApiClient,
  namespaces: readonly string[],
): Promise<NamespaceExistence> => {
  const answers = await Promise.all(namespaces.map((name) => queryNamespace(client, name)));
  const missing = namespaces.find((_, n) => answers[n] === 'missing');
  const unknown = namespaces.filter((_, n) => answers[n] === 'unknown');
  if (missing === undefined) return { missing: undefined, unknown };
  const message = `there is no namespace ${missing} in the cluster`;
  return { missing: { status: 'error', reason: 'config', message }, unknown };
};

const queryNamespace = async (client: ApiClient, name: string): Promise<NamespaceState> => {
  try {
    await client.get(`/api/v1/namespaces/${encodeURIComponent(name)}`, readJsonBody);
    return 'there';
  } catch (error) {
    return toApiFailure(error).status === 404 ? 'missing' : queryNamespaceList(client, name);
  }
};

const queryNamespaceList = async (client: ApiClient, name: string): Promise<NamespaceState> => {
  const query = new URLSearchParams({ fieldSelector: `metadata.name=${name}`, limit: '1' });
  try {
    const { items } = await client.get(`/api/v1/namespaces?${query}`, readJsonBody<{ items?: readonly unknown[] }>);
    return items?.length === 0 ? 'missing' : 'there';
  } catch {
    return 'unknown';
  }
};

/** What is wrong with all views when nothing was found in a namespace of which nobody may tell whether it exists. */
export const unseenNamespaceProblem = (name: string): ViewProblem => ({
  status: 'error',
  reason: 'permission',
  message:
    `nothing was found in namespace ${name}, and no permission to get namespaces ${name} to see whether it exists: ` +
    `a Role with { apiGroups: [""], resources: ["namespaces"], resourceNames: ["${name}"], verbs: ["get"] } allows it`,
});
