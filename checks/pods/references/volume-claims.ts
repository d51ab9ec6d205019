import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** The PersistentVolumeClaims that a pod mounts. */
export const volumeClaimsOf = ({ ref, claims = [] }: PodRow): readonly ObjectRef[] =>
  claims.map((name) => ({ kind: 'PersistentVolumeClaim', namespace: ref.namespace ?? 'default', name }));
