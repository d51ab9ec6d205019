import type { ApiClient } from '../../kubernetes/api/client.ts';
import { UsageError } from '../../model/errors.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { listForeignObjects, readNamespaceLabels } from './drill-objects.ts';
import { ALLOWED, NAMESPACE_LABEL } from './manifests.ts';

/**
 * Resolves when the namespace is there, is meant for drills by its label, and holds nothing that no drill has made.
 * @throws {UsageError} otherwise; {ApiFailure} when that cannot be seen.
 */
export const refuseUnfitNamespace = async (client: ApiClient, namespace: string): Promise<void> => {
  const labels = await readNamespaceLabels(client, namespace);
  const allow = `kubectl label namespace ${namespace} ${NAMESPACE_LABEL}=${ALLOWED}`;
  if (labels === undefined)
    throw new UsageError(`there is no namespace ${namespace}: kubectl create namespace ${namespace}, then ${allow}`);
  if (labels[NAMESPACE_LABEL] !== ALLOWED)
    throw new UsageError(`namespace ${namespace} is not meant for drills; if it is, and holds nothing else: ${allow}`);
  const foreign = await listForeignObjects(client, namespace);
  if (foreign.length > 0)
    throw new UsageError(
      `namespace ${namespace} is not empty, so nothing is done in it: ${abbreviateList(foreign, 5)}`,
    );
};
