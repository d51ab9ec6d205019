import { deploymentManifest, podSpec, shellContainer, WAIT_SCRIPT } from '../objects.ts';
import { type ClusterScenario, waitForAvailable } from '../scenario.ts';
import { claimManifest, volumeManifest } from '../storage-objects.ts';

/** Volumes that are never made, or about to be lost. */
export const STORAGE_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'a claim that was deleted while a pod uses it',
    namespace: 'blueprints',
    objects: [
      volumeManifest('blueprints', 'plans'),
      claimManifest('blueprints', 'plans', { volumeName: 'blueprints-plans', storageClassName: '' }),
      deploymentManifest('blueprints', 'plan-viewer', {
        pod: podSpec(
          [shellContainer('viewer', WAIT_SCRIPT, { volumeMounts: [{ name: 'plans', mountPath: '/plans' }] })],
          {
            volumes: [{ name: 'plans', persistentVolumeClaim: { claimName: 'plans' } }],
          },
        ),
      }),
    ],
    after: async ({ cluster }) => {
      await waitForAvailable(cluster, 'blueprints', 'plan-viewer', 1);
      await cluster.request('DELETE', '/api/v1/namespaces/blueprints/persistentvolumeclaims/plans');
    },
    expect: [{ kind: 'PersistentVolumeClaim', name: 'plans', says: ['deleted', 'in use by pod plan-viewer-'] }],
  },
  {
    title: 'a claim of a class that makes no volumes',
    namespace: 'ledgers',
    objects: [
      {
        ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'local-disks' } },
        ...{ provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'Immediate' },
      },
      claimManifest('ledgers', 'ledger', { storageClassName: 'local-disks' }),
    ],
    expect: [
      {
        kind: 'PersistentVolumeClaim',
        name: 'ledger',
        says: ['local-disks', 'makes no volume|by hand|no volume fits'],
      },
    ],
  },
];
