import { join } from 'node:path';
import type { TestCluster } from './control-plane.ts';
import { writeKubeconfig } from './users.ts';

/** A rule of a ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Writes a kubeconfig for a service account that may do what the rules say in the whole cluster. Returns its path. */
export const kubeconfigWith = async (
  { request, apply, folder, url, ca }: TestCluster,
  name: string,
  rules: readonly Rule[],
): Promise<string> => {
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name } };
  await apply([
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
    { ...rbac, kind: 'ClusterRole', rules },
    {
      ...{ ...rbac, kind: 'ClusterRoleBinding' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    },
  ]);
  const { status } = await request('POST', `/api/v1/namespaces/default/serviceaccounts/${name}/token`, {
    ...{ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [] } },
  });
  return writeKubeconfig(join(folder, `${name}.kubeconfig`), url, ca, status.token);
};
