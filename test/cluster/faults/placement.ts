import { deploymentManifest, podSpec, shellContainer, WAIT_SCRIPT } from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';

/** Pods that cannot be scheduled, or not be created. */
export const PLACEMENT_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'more CPU than any node has',
    namespace: 'planning',
    objects: [
      deploymentManifest('planning', 'tour-solver', {
        pod: podSpec([
          shellContainer('solver', WAIT_SCRIPT, { resources: { requests: { cpu: '48', memory: '64Mi' } } }),
        ]),
      }),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'tour-solver', says: ['Pending|schedul', 'cpu'] }],
  },
  {
    title: 'a GPU where there is none',
    namespace: 'forecast',
    objects: [
      deploymentManifest('forecast', 'volume-forecast', {
        pod: podSpec([shellContainer('forecast', WAIT_SCRIPT, { resources: { limits: { 'nvidia.com/gpu': '1' } } })]),
      }),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'volume-forecast', says: ['Pending|schedul', 'gpu'] }],
  },
  {
    title: 'a node label that no node has',
    namespace: 'edge-sites',
    objects: [
      deploymentManifest('edge-sites', 'site-gateway', {
        pod: podSpec([shellContainer('gateway', WAIT_SCRIPT)], {
          nodeSelector: { 'topology.kubernetes.io/zone': 'north-7' },
        }),
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
      deploymentManifest('archive', 'archive-reader', {
        replicas: 3,
        pod: podSpec([shellContainer('reader', WAIT_SCRIPT)]),
      }),
    ],
    expect: [{ kind: 'Deployment|ReplicaSet', name: 'archive-reader', says: ['quota'] }],
  },
  {
    title: 'a service account that does not exist',
    namespace: 'couriers',
    objects: [
      deploymentManifest('couriers', 'courier-app', {
        pod: podSpec([shellContainer('app', WAIT_SCRIPT)], { serviceAccountName: 'courier-runner' }),
      }),
    ],
    expect: [{ kind: 'Deployment|ReplicaSet', name: 'courier-app', says: ['service ?account', 'courier-runner'] }],
  },
  {
    title: 'a pod that the namespace forbids (Pod Security)',
    namespace: 'payments',
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    objects: [
      deploymentManifest('payments', 'card-terminal', { pod: podSpec([shellContainer('terminal', WAIT_SCRIPT)]) }),
    ],
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
      deploymentManifest('photos', 'photo-store', {
        pod: podSpec(
          [shellContainer('store', WAIT_SCRIPT, { volumeMounts: [{ name: 'photos', mountPath: '/photos' }] })],
          {
            volumes: [{ name: 'photos', persistentVolumeClaim: { claimName: 'parcel-photos' } }],
          },
        ),
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
