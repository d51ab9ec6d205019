import { ApiError } from './api.ts';
import type { TestCluster } from './control-plane.ts';

/** Evicts the first pod with the label `app: NAME`, as a drain does; nothing happens when its budget has no room. */
export const evictOne = async ({ request }: TestCluster, namespace: string, app: string): Promise<void> => {
  const { items } = await request('GET', `/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${app}`);
  const { name } = items[0].metadata;
  try {
    await request('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
    });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === TOO_MANY_REQUESTS)) throw error;
  }
};

/** The answer of the API server to an eviction for which the budget has no room. */
const TOO_MANY_REQUESTS = 429;
