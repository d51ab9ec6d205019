import type { KubernetesObject } from './api.ts';
import type { SpecFields } from './objects.ts';

const VOLUME_SIZE = '1Gi';

/** Returns a claim of 1 GiB; `spec` names its class or its volume. */
export const claimManifest = (namespace: string, name: string, spec: SpecFields): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: VOLUME_SIZE } }, ...spec },
});

/** Returns a volume NAMESPACE-CLAIM for one claim: a folder of the node. */
export const volumeManifest = (namespace: string, claim: string, storageClassName = ''): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `${namespace}-${claim}` },
  spec: {
    ...{ storageClassName, accessModes: ['ReadWriteOnce'], capacity: { storage: VOLUME_SIZE } },
    claimRef: { namespace, name: claim },
    hostPath: { path: `/run/volumes/${namespace}-${claim}`, type: 'DirectoryOrCreate' },
  },
});
