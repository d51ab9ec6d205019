import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { readLocalText } from '../../process/local-file.ts';
import type { ApiAccess, Environment } from './access.ts';

const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The folder of the service account's token; the variable is for tokens mounted elsewhere, and for tests. */
const serviceAccountFolder = (env: Environment) => env.KAVMON_SERVICE_ACCOUNT_DIR ?? SERVICE_ACCOUNT_FOLDER;

/**
 * Opens the access of a pod by its service account. The token is read before the first request, and again when it was
 * refused, since the kubelet replaces the file while the pod runs.
 *
 * @throws {UsageError} when the pod has no service account mounted.
 */
export const openPodAccess = async (env: Environment): Promise<ApiAccess> => {
  const host = env.KUBERNETES_SERVICE_HOST ?? '';
  const port = env.KUBERNETES_SERVICE_PORT ?? '443';
  const folder = serviceAccountFolder(env);
  const read = async (file: string) => {
    try {
      return await readLocalText(join(folder, file));
    } catch (cause) {
      throw new UsageError(`the pod has no service account: ${join(folder, file)} cannot be read`, 'config', { cause });
    }
  };
  const [ca, namespace] = [await read('ca.crt'), await read('namespace')];
  let token = '';
  return {
    server: new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
    tls: { ca },
    namespace: namespace.trim() || 'default',
    cluster: null,
    authorize: async (renew) => {
      if (renew || token === '') token = (await read('token')).trim();
      return { authorization: `Bearer ${token}` };
    },
  };
};
