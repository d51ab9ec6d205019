import type { TestCluster } from '../control-plane.ts';
import { publishIngress } from '../ingress-class.ts';
import {
  deploymentManifest,
  endpointsManifest,
  heldBy,
  ingressManifest,
  podManifest,
  podSpec,
  serviceManifest,
  shellContainer,
  webContainer,
} from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';
import { waitFor } from '../wait-for.ts';

/** An Ingress as the controller of AWS reads it: the name of the Service is one of its annotations. */
const actionIngress = (namespace: string, name: string) => {
  const { metadata, ...ingress } = ingressManifest(namespace, name, 'to-new-shop', { name: 'use-annotation' });
  const action = JSON.stringify({
    Type: 'redirect',
    RedirectConfig: { Host: 'shop.acme.test', StatusCode: 'HTTP_301' },
  });
  return {
    ...ingress,
    metadata: { ...metadata, annotations: { 'alb.ingress.kubernetes.io/actions.to-new-shop': action } },
  };
};

const HEADLESS = { clusterIP: 'None' };

/** Services and Ingresses that look wrong, and are meant so. */
export const HEALTHY_NETWORK: readonly ClusterScenario[] = [
  {
    title: 'headless Services of a monitoring chart for a control plane that nobody shows',
    namespace: 'monitoring',
    objects: ['kube-scheduler', 'kube-etcd'].map((component) =>
      serviceManifest('monitoring', `stack-${component}`, { ...HEADLESS, selector: { component } }),
    ),
    expect: [],
  },
  {
    title: 'the Service of a driver that has finished',
    namespace: 'analytics',
    objects: [
      podManifest(
        ...(['analytics', 'sales-driver'] as const),
        { restartPolicy: 'Never', containers: [shellContainer('driver', 'echo done')] },
        { labels: { app: 'sales-driver' } },
      ),
      serviceManifest('analytics', 'sales-driver', HEADLESS),
    ],
    after: ({ cluster }) => waitForEnd(cluster, 'analytics', 'sales-driver'),
    expect: [],
  },
  {
    title: 'a number as target port that no container declares, and that is served; its Service has a finalizer',
    namespace: 'brochures',
    objects: [
      deploymentManifest('brochures', 'brochure', { pod: podSpec([webContainer('web', { ports: undefined })]) }),
      heldBy(['acme.test/load-balancer'], serviceManifest('brochures', 'brochure')),
    ],
    expect: [],
  },
  {
    title: 'an Ingress whose backend is an action in its annotations',
    namespace: 'redirects',
    objects: [actionIngress('redirects', 'old-shop')],
    after: ({ cluster }) => publishIngress(cluster, 'redirects', 'old-shop'),
    expect: [],
  },
  {
    title: 'endpoints that another controller made, of a machine outside',
    namespace: 'mainframe',
    objects: [
      serviceManifest('mainframe', 'bookings', { selector: undefined }),
      endpointsManifest('mainframe', 'bookings', { addresses: ['192.0.2.77'] }),
    ],
    expect: [],
  },
];

const waitForEnd = async ({ request }: TestCluster, namespace: string, name: string): Promise<void> => {
  await waitFor(`${namespace}/${name} to end`, 90, async () => {
    const { status } = await request('GET', `/api/v1/namespaces/${namespace}/pods/${name}`);
    return status.phase === 'Succeeded';
  });
};
