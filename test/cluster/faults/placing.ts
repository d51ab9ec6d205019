import { container, deployment, podSpec, WAIT } from '../objects.ts';
import type { Scenario } from '../scenario.ts';

/** Pods that cannot be scheduled, or not be created. */
export const PLACING: readonly Scenario[] = [
  {
    title: 'more CPU than any node has',
    namespace: 'planning',
    objects: [
      deployment('planning', 'tour-solver', {
        pod: podSpec([container('solver', WAIT, { resources: { requests: { cpu: '48', memory: '64Mi' } } })]),
      }),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'tour-solver', says: ['Pending|schedul', 'cpu'] }],
  },
  {
    title: 'a GPU where there is none',
    namespace: 'forecast',
    objects: [
      deployment('forecast', 'volume-forecast', {
        pod: podSpec([container('forecast', WAIT, { resources: { limits: { 'nvidia.com/gpu': '1' } } })]),
      }),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'volume-forecast', says: ['Pending|schedul', 'gpu'] }],
  },
  {
    title: 'a node label that no node has',
    namespace: 'edge-sites',
    objects: [
      deployment('edge-sites', 'site-gateway', {
        pod: podSpec([container('gateway', WAIT)], { nodeSelector: { 'topology.kubernetes.io/zone': 'north-7' } }),
      }),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'site-gateway', says: ['Pending|schedul', 'selector|affinity'] }],
  },
  {
    title: 'a quota that lets only one of three pods in',
    namespace: 'archive',
    objects: [
      {
        ...{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'archive-limit', namespace: 'archive' } },
        spec: { hard: { pods: '1' } },
      },
      deployment('archive', 'archive-reader', { replicas: 3, pod: podSpec([container('reader', WAIT)]) }),
    ],
    expect: [{ kind: 'Deployment|ReplicaSet', name: 'archive-reader', says: ['quota'] }],
  },
  {
    title: 'a service account that does not exist',
    namespace: 'couriers',
    objects: [
      deployment('couriers', 'courier-app', {
        pod: podSpec([container('app', WAIT)], { serviceAccountName: 'courier-runner' }),
      }),
    ],
    expect: [{ kind: 'Deployment|ReplicaSet', name: 'courier-app', says: ['service ?account', 'courier-runner'] }],
  },
  {
    title: 'a pod that the namespace forbids (Pod Security)',
    namespace: 'payments',
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    objects: [deployment('payments', 'card-terminal', { pod: podSpec([container('terminal', WAIT)]) })],
    expect: [{ kind: 'Deployment|ReplicaSet', name: 'card-terminal', says: ['PodSecurity|pod security|restricted'] }],
  },
  {
    title: 'a claim of a storage class that does not exist, and the pod that waits for it',
    namespace: 'photos',
    objects: [
      {
        ...{
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'parcel-photos', namespace: 'photos' },
        },
        spec: {
          ...{ storageClassName: 'nvme-tier', accessModes: ['ReadWriteOnce'] },
          resources: { requests: { storage: '1Gi' } },
        },
      },
      deployment('photos', 'photo-store', {
        pod: podSpec([container('store', WAIT, { volumeMounts: [{ name: 'photos', mountPath: '/photos' }] })], {
          volumes: [{ name: 'photos', persistentVolumeClaim: { claimName: 'parcel-photos' } }],
        }),
      }),
    ],
    expect: [
      {
        kind: 'PersistentVolumeClaim',
        name: 'parcel-photos',
        says: ['Pending|storageclass|storage class|bound', 'nvme-tier'],
      },
    ],
  },
];
