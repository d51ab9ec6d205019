import type { KubernetesObject } from './api.ts';
import type { Cluster } from './control-plane.ts';

/** The class of all Ingresses here. Nothing stands behind it: what its controller would do is done by `publish`. */
export const EDGE: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'edge' },
  spec: { controller: 'acme.test/edge' },
};

/** Gives the Ingress the address that its controller would have given it. */
export const publish = async ({ request }: Cluster, namespace: string, name: string): Promise<void> => {
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}/status`;
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.10' }] } };
  await request('PATCH', path, { status }, 'application/merge-patch+json');
};
