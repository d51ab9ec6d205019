import type { KubernetesObject } from './api.ts';
import type { Cluster } from './control-plane.ts';

/** The class of all Ingresses of the tests. It has no controller: {@link publish} sets the status. */
export const EDGE: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'edge' },
  spec: { controller: 'acme.test/edge' },
};

/** Sets the address of the Ingress, as its controller would. */
export const publish = async ({ request }: Cluster, namespace: string, name: string): Promise<void> => {
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}/status`;
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.10' }] } };
  await request('PATCH', path, { status }, 'application/merge-patch+json');
};
