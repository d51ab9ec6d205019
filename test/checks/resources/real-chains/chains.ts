import type { CustomKindName } from '../../../../src/kubernetes/custom-kinds.ts';
import type { KubernetesObject } from '../../../cluster/api.ts';
import {
  autoscaler,
  crashingPod,
  customObject,
  readyObject,
  runningPod,
  type StoredObject,
  tlsIngress,
  waitingPod,
} from './chain-objects.ts';

/** Objects of one namespace, in the order of their making, and what must be said of them. */
export interface Chain {
  readonly namespace: string;
  readonly objects: readonly StoredObject[];
  /** The roots, `KIND NAME`, with what follows from each; a crash is reported of what owns the pod. */
  readonly roots: Readonly<Record<string, readonly string[]>>;
}

/** The kinds of custom resources in {@link chains}. */
export const CHAIN_KINDS: readonly CustomKindName[] = [
  ...(['cnpgClusters', 'scaledObjects', 'externalSecrets', 'secretStores'] as const),
  ...(['certificates', 'issuers', 'argoRollouts'] as const),
];

/** Each fault has its twin in which all is well, and one in which the parts do not belong together. */
export const chains = (): readonly Chain[] => [
  ...databaseChains(),
  ...scalingChains(),
  ...secretChains(),
  ...certificateChains(),
  rolloutChain(),
];

const ownedPods = (
  namespace: string,
  ready: 'True' | 'False',
  makePod: typeof crashingPod,
): readonly StoredObject[] => {
  const database = readyObject('cnpgClusters', [namespace, 'pg'], ready);
  return [database, makePod([namespace, 'pg-1'], database.object)];
};

const databaseChains = (): readonly Chain[] => [
  { namespace: 'db', objects: ownedPods('db', 'False', crashingPod), roots: { 'Cluster pg': ['Cluster pg'] } },
  { namespace: 'db-well', objects: ownedPods('db-well', 'True', runningPod), roots: {} },
  {
    namespace: 'db-apart',
    objects: [readyObject('cnpgClusters', ['db-apart', 'pg'], 'False'), crashingPod(['db-apart', 'web-1'])],
    roots: { 'Cluster pg': [], 'Pod web-1': [] },
  },
];

const scaled = (namespace: string, ready: 'True' | 'False', active: 'True' | 'False', name = 'keda-hpa-web') => [
  autoscaler([namespace, name], active),
  readyObject('scaledObjects', [namespace, 'web'], ready, { status: { hpaName: 'keda-hpa-web' } }),
];

const scalingChains = (): readonly Chain[] => [
  {
    namespace: 'scale',
    objects: scaled('scale', 'False', 'False'),
    roots: { 'HorizontalPodAutoscaler keda-hpa-web': ['ScaledObject web'] },
  },
  { namespace: 'scale-well', objects: scaled('scale-well', 'True', 'True'), roots: {} },
  {
    namespace: 'scale-apart',
    objects: scaled('scale-apart', 'False', 'False', 'other'),
    roots: { 'ScaledObject web': [], 'HorizontalPodAutoscaler other': [] },
  },
];

const secretChains = (): readonly Chain[] => {
  const made = (namespace: string, ready: 'True' | 'False', secret = 'token') => [
    readyObject('secretStores', [namespace, 'vault'], ready),
    readyObject('externalSecrets', [namespace, secret], ready, { spec: { secretStoreRef: { name: 'vault' } } }),
  ];
  return [
    {
      namespace: 'secret',
      objects: [...made('secret', 'False'), waitingPod(['secret', 'api'], 'token')],
      roots: { 'SecretStore vault': ['ExternalSecret token', 'Pod api'] },
    },
    {
      namespace: 'secret-well',
      objects: [...made('secret-well', 'True'), runningPod(['secret-well', 'api'])],
      roots: {},
    },
    {
      namespace: 'secret-apart',
      objects: [...made('secret-apart', 'False', 'other'), waitingPod(['secret-apart', 'api'], 'token')],
      roots: { 'SecretStore vault': ['ExternalSecret other'], 'Pod api': [] },
    },
  ];
};

const certificateChains = (): readonly Chain[] => {
  const issued = (namespace: string, ready: 'True' | 'False', secretName = 'shop-tls') => [
    readyObject('issuers', [namespace, 'acme'], ready),
    readyObject('certificates', [namespace, 'shop'], ready, { spec: { secretName, issuerRef: { name: 'acme' } } }),
  ];
  return [
    {
      namespace: 'cert',
      objects: [...issued('cert', 'False'), tlsIngress(['cert', 'shop'], 'shop-tls')],
      roots: { 'Issuer acme': ['Certificate shop', 'Secret shop-tls'] },
    },
    { namespace: 'cert-well', objects: issued('cert-well', 'True'), roots: {} },
    {
      namespace: 'cert-apart',
      objects: [...issued('cert-apart', 'False', 'other-tls'), tlsIngress(['cert-apart', 'shop'], 'shop-tls')],
      roots: { 'Issuer acme': ['Certificate shop'], 'Secret shop-tls': [] },
    },
  ];
};

const rolloutChain = (): Chain => {
  const rollout = customObject('argoRollouts', ['rollout', 'web'], { status: { phase: 'Degraded', message: 'stuck' } });
  const replicaSet: KubernetesObject = {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { namespace: 'rollout', name: 'web-5' } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'any' }] } },
    },
  };
  return {
    namespace: 'rollout',
    objects: [rollout, { object: replicaSet, owner: rollout.object }, crashingPod(['rollout', 'web-5-a'], replicaSet)],
    roots: { 'ReplicaSet web-5': ['Rollout web'] },
  };
};
