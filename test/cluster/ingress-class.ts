import type { KubernetesObject } from './api.ts';
import type { TestCluster } from './control-plane.ts';

/** The class of all Ingresses of the tests. It has no controller: {@link publishIngress} sets the status. */
export const EDGE_CLASS: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'edge' },
  spec: { controller: 'acme.test/edge' },
};

/** Sets the address of the Ingress, as its controller would. */
export const publishIngress = async ({ request }: TestCluster, namespace: string, name: string): Promise<void> => {
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}/status`;
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.10' }] } };
  await request('PATCH', path, { status }, 'application/merge-patch+json');
};
