import { abbreviateList } from '../../text/abbreviate-list.ts';
import { pluralize } from '../../text/pluralize.ts';
import type { ApiClient } from '../api/client.ts';
import { ApiFailure, failureReason, toApiFailure } from '../api/failure.ts';
import { readJsonBody } from '../api/read-json.ts';
import type { SecretName } from '../objects/tls-secret-names.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import type { NamespaceScope } from '../scope.ts';
import type { WireTlsSecret } from '../views/tls-secrets.ts';
import { mapLimited } from './map-limited.ts';

const READS_AT_ONCE = 16;

/**
 * Gets Secrets by their names, each once. One that does not exist is `missing`, one outside of the namespaces `unread`: it is
 * not asked for. Returns the problem where one could not be read. Never rejects.
 */
export const readTlsSecrets = async (
  client: ApiClient,
  names: readonly SecretName[],
  namespaces: NamespaceScope,
): Promise<readonly WireTlsSecret[] | ViewProblem> => {
  const answers = await mapLimited(names, READS_AT_ONCE, async (secret): Promise<SecretAnswer> => {
    const isOutside = namespaces !== null && !namespaces.includes(secret.namespace);
    return { secret, answer: isOutside ? { metadata: { ...secret }, unread: true } : await readSecret(client, secret) };
  });
  const failed = answers.flatMap(({ secret, answer }) =>
    answer instanceof ApiFailure ? [{ secret, failure: answer }] : [],
  );
  return failed.length > 0 ? secretProblem(failed) : answers.map(({ answer }) => answer as WireTlsSecret);
};

interface SecretAnswer {
  readonly secret: SecretName;
  readonly answer: WireTlsSecret | ApiFailure;
}

const readSecret = async (client: ApiClient, { namespace, name }: SecretName): Promise<WireTlsSecret | ApiFailure> => {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  try {
    const secret = await client.get(path, readJsonBody<WireTlsSecret & { readonly kind?: string }>);
    return secret.kind === 'Secret' && secret.metadata?.name
      ? secret
      : new ApiFailure('broken', 'it sent something else than a Secret');
  } catch (error) {
    const failure = toApiFailure(error);
    if (failure.status === 404) return { metadata: { namespace, name }, missing: true };
    // What cannot be parsed may hold the key, and the parser quotes it.
    return failure.kind === 'broken' ? new ApiFailure('broken', 'it sent no Secret that can be read') : failure;
  }
};

interface FailedRead {
  readonly secret: SecretName;
  readonly failure: ApiFailure;
}

/** Names those of the first one's kind and namespace: one cause, one message. */
const secretProblem = (failed: readonly FailedRead[]): ViewProblem => {
  const { secret, failure } = failed.find((one) => one.failure.status === 403) ?? (failed[0] as FailedRead);
  const alike = failed.filter((one) => one.failure.status === failure.status);
  const namespaces = [...new Set(alike.map((one) => one.secret.namespace))];
  const names = alike.filter((one) => one.secret.namespace === secret.namespace).map((one) => one.secret.name);
  const what = `get ${names.length === 1 ? 'secret' : 'secrets'} ${abbreviateList(names)} in namespace ${secret.namespace}`;
  const others = namespaces.length === 1 ? '' : `, and others in ${pluralize(namespaces.length - 1, 'namespace')} more`;
  const reason = failureReason(failure);
  const said = failure.said === undefined ? {} : { said: failure.said };
  if (failure.status !== 403)
    return { status: 'error', reason, message: `could not ${what}${others}: ${failure.message}`, ...said };
  const message = `no permission to ${what}${others}: a Role there with ${GET_RULE} allows it (${failure.message})`;
  return { status: 'error', reason, message, ...said };
};

const GET_RULE = '{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }';
