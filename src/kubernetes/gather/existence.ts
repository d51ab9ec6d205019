import type { Client } from '../api/client.ts';
import { asFailure } from '../api/failure.ts';
import { readJson } from '../api/read-json.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/**
 * The API server lists nothing in a namespace that does not exist, as if all were well there. So whether it exists is
 * asked, by name, or by a list of that one name where only lists are allowed.
 */
export interface Existence {
  /** What is wrong with all views when one of the namespaces does not exist. */
  readonly missing: ViewProblem | undefined;
  /** Namespaces of which nobody may tell. */
  readonly unknown: readonly string[];
}

type Answer = 'there' | 'missing' | 'unknown';

/** Asks for all of them. Never rejects: what cannot be asked is unknown. */
export const askExistence = async (client: Client, namespaces: readonly string[]): Promise<Existence> => {
  const answers = await Promise.all(namespaces.map((name) => ask(client, name)));
  const missing = namespaces.find((_, n) => answers[n] === 'missing');
  const unknown = namespaces.filter((_, n) => answers[n] === 'unknown');
  if (missing === undefined) return { missing: undefined, unknown };
  const message = `there is no namespace ${missing} in the cluster`;
  return { missing: { status: 'error', reason: 'config', message }, unknown };
};

const ask = async (client: Client, name: string): Promise<Answer> => {
  try {
    await client.get(`/api/v1/namespaces/${encodeURIComponent(name)}`, readJson);
    return 'there';
  } catch (error) {
    return asFailure(error).status === 404 ? 'missing' : askList(client, name);
  }
};

const askList = async (client: Client, name: string): Promise<Answer> => {
  const query = new URLSearchParams({ fieldSelector: `metadata.name=${name}`, limit: '1' });
  try {
    const { items } = await client.get(`/api/v1/namespaces?${query}`, readJson<{ items?: readonly unknown[] }>);
    return items?.length === 0 ? 'missing' : 'there';
  } catch {
    return 'unknown';
  }
};

/** What is wrong with all views when nothing was found in a namespace of which nobody may tell whether it exists. */
export const unseenProblem = (name: string): ViewProblem => ({
  status: 'error',
  reason: 'permission',
  message:
    `nothing was found in namespace ${name}, and no permission to get namespaces ${name} to see whether it exists: ` +
    `a Role with { apiGroups: [""], resources: ["namespaces"], resourceNames: ["${name}"], verbs: ["get"] } allows it`,
});
