import { kavmonVersion } from '../process/version.ts';
import { type AccessOptions, openAccess } from './access/open-access.ts';
import { createApiClient } from './api/client.ts';
import { listForm } from './gather/list-form.ts';
import { readList } from './gather/read-list.ts';
import type { WireNamespace } from './protobuf/tables/core-v1.ts';

/**
 * The names of a cluster's namespaces. `signal` ends the requests, and plugins of the kubeconfig.
 *
 * @throws {UsageError} when there is no access to a cluster, {@link ApiFailure} when it does not answer.
 */
export const readNamespaceNames = async (options: AccessOptions, signal: AbortSignal): Promise<readonly string[]> => {
  const access = await openAccess(options, { signal, onSecret: () => undefined });
  const client = createApiClient({ access, version: kavmonVersion, signal });
  let names: readonly string[] = [];
  try {
    await readList(client, {
      ...listForm('namespaces', undefined),
      row: (object) => (object as WireNamespace).metadata?.name ?? '',
      page: (rows) => {
        names = [...names, ...(rows as readonly string[])];
      },
      restart: () => {
        names = [];
      },
    });
    return names;
  } finally {
    client.close();
  }
};
