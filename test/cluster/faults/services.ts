import { publishIngress } from '../ingress-class.ts';
import {
  budgetManifest,
  deploymentManifest,
  endpointsManifest,
  heldBy,
  ingressManifest,
  podSpec,
  serviceManifest,
  webContainer,
} from '../objects.ts';
import { type ClusterScenario, waitForAvailable } from '../scenario.ts';

const webDeployment = (namespace: string, name: string, replicas = 1) =>
  deploymentManifest(namespace, name, { replicas, pod: podSpec([webContainer('web')]) });

/** Healthy pods that cannot be reached, scaled or drained. */
export const SERVICE_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'a Service that selects a label no pod carries',
    namespace: 'counters',
    objects: [
      webDeployment('counters', 'counter'),
      serviceManifest('counters', 'counter', { selector: { app: 'counter-next' } }),
    ],
    expect: [{ kind: 'Service', name: 'counter', says: ['selector|no pod|endpoint'] }],
  },
  {
    title: 'a Service that sends to a port the pods do not open',
    namespace: 'quotes',
    objects: [
      webDeployment('quotes', 'quote-engine'),
      serviceManifest('quotes', 'quote-engine', { ports: [{ name: 'web', port: 80, targetPort: 9191 }] }),
    ],
    expect: [{ kind: 'Service', name: 'quote-engine', says: ['port', '9191'] }],
  },
  {
    title: 'an Ingress whose Service does not exist',
    namespace: 'storefront',
    objects: [
      webDeployment('storefront', 'storefront'),
      serviceManifest('storefront', 'storefront'),
      ingressManifest('storefront', 'storefront', 'storefront-next'),
    ],
    after: ({ cluster }) => publishIngress(cluster, 'storefront', 'storefront'),
    expect: [{ kind: 'Ingress', name: 'storefront', says: ['storefront-next'] }],
  },
  {
    title: 'a disruption budget that asks for every pod',
    namespace: 'belts',
    objects: [webDeployment('belts', 'belt-sorter', 2), budgetManifest('belts', 'belt-sorter', 2)],
    after: ({ cluster }) => waitForAvailable(cluster, 'belts', 'belt-sorter', 2).then(() => undefined),
    expect: [{ kind: 'PodDisruptionBudget', name: 'belt-sorter', says: ['disruption|drain|evict'] }],
  },
  {
    title: 'an autoscaler without metrics',
    namespace: 'kiosks',
    objects: [
      webDeployment('kiosks', 'kiosk-screen'),
      {
        ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
        metadata: { name: 'kiosk-screen', namespace: 'kiosks' },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'kiosk-screen' },
          ...{ minReplicas: 1, maxReplicas: 4 },
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
          ],
        },
      },
    ],
    expect: [{ kind: 'HorizontalPodAutoscaler', name: 'kiosk-screen', says: ['metric'] }],
  },
  {
    title: 'a webhook whose Service does not exist, and which is passed over',
    namespace: 'address-rules',
    objects: [
      {
        ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' },
        metadata: { name: 'address-rules' },
        webhooks: [
          {
            ...{ name: 'check.addresses.acme.test', admissionReviewVersions: ['v1'], sideEffects: 'None' },
            ...{ failurePolicy: 'Ignore', timeoutSeconds: 2 },
            clientConfig: { service: { namespace: 'address-rules', name: 'address-checker', path: '/check' } },
            rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'address-rules' } },
          },
        ],
      },
    ],
    expect: [
      {
        kind: 'ValidatingWebhookConfiguration',
        name: 'address-rules',
        says: ['service|endpoint|backend|not found', 'address-checker'],
        clusterScoped: true,
      },
    ],
  },
  {
    title: 'endpoints, made by another controller, that lead to a pod which is gone',
    namespace: 'ghosts',
    objects: [
      serviceManifest('ghosts', 'ghost-writer', { selector: undefined }),
      endpointsManifest('ghosts', 'ghost-writer', {
        addresses: ['10.255.255.7'],
        targetRef: { kind: 'Pod', namespace: 'ghosts', name: 'ghost-writer-6c9f8d7b5-x2x2x' },
      }),
    ],
    expect: [{ kind: 'Service', name: 'ghost-writer', says: ['no pod', 'ghost-writer-6c9f8d7b5-x2x2x'] }],
  },
  {
    title: 'an aggregated API whose Service does not exist',
    namespace: 'scales',
    objects: [
      {
        ...{ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: 'v1.scales.acme.test' } },
        spec: {
          ...{ group: 'scales.acme.test', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 10 },
          ...{ insecureSkipTLSVerify: true, service: { namespace: 'scales', name: 'scales-api', port: 443 } },
        },
      },
    ],
    expect: [{ kind: 'APIService', name: 'v1.scales.acme.test', says: ['scales-api'], clusterScoped: true }],
  },
  {
    title: 'a Service that was deleted, and whose controller does not take its finalizer off',
    namespace: 'returns',
    objects: [heldBy(['acme.test/load-balancer'], serviceManifest('returns', 'returned'))],
    after: async ({ cluster }) => {
      await cluster.request('DELETE', '/api/v1/namespaces/returns/services/returned');
    },
    expect: [{ kind: 'Service', name: 'returned', says: ['deleted', 'acme.test/load-balancer'] }],
  },
];
