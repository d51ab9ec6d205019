import {
  budgetManifest,
  daemonSetManifest,
  deploymentManifest,
  podSpec,
  serviceManifest,
  shellContainer,
  statefulSetManifest,
  WAIT_SCRIPT,
  webContainer,
} from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';
import { claimManifest, volumeManifest } from '../storage-objects.ts';

/** Workloads whose numbers look wrong, and are right; volumes that are bound, or that nobody needs yet. */
export const HEALTHY_WORKLOADS: readonly ClusterScenario[] = [
  {
    title: 'a StatefulSet that counts from three',
    namespace: 'ballots',
    objects: [
      serviceManifest('ballots', 'ballot-box', { clusterIP: 'None' }),
      statefulSetManifest('ballots', 'ballot-box', {
        ...{ replicas: 2, spec: { ordinals: { start: 3 } } },
        pod: podSpec([webContainer('box')]),
      }),
    ],
    expect: [],
  },
  {
    title: 'a budget over the pods of a DaemonSet, which no drain evicts',
    namespace: 'sensors',
    objects: [
      daemonSetManifest('sensors', 'sensor', podSpec([shellContainer('sensor', WAIT_SCRIPT)])),
      budgetManifest('sensors', 'sensor', 1),
    ],
    expect: [],
  },
  {
    title: 'a volume made by hand in use, and a claim that waits for its first pod',
    namespace: 'shelves',
    objects: [
      {
        ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'shelf-disks' } },
        ...{ provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' },
      },
      volumeManifest('shelves', 'shelf', 'shelf-disks'),
      claimManifest('shelves', 'shelf', { storageClassName: 'shelf-disks', volumeName: 'shelves-shelf' }),
      claimManifest('shelves', 'next-shelf', { storageClassName: 'shelf-disks' }),
      deploymentManifest('shelves', 'shelf-reader', {
        pod: podSpec(
          [shellContainer('reader', WAIT_SCRIPT, { volumeMounts: [{ name: 'shelf', mountPath: '/shelf' }] })],
          {
            volumes: [{ name: 'shelf', persistentVolumeClaim: { claimName: 'shelf' } }],
          },
        ),
      }),
    ],
    expect: [],
  },
];
