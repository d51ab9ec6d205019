import type { V1PersistentVolume } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { nonEmpty, parseTime, toRow, type WireForm } from '../fields/wire-fields.ts';

export interface PersistentVolumeRow extends MetaRow {
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  /** When it entered this phase. */
  readonly phaseAt?: number;
  readonly storageClass?: string;
  readonly capacity?: string;
  readonly reclaim?: string;
  readonly claim?: { readonly namespace: string; readonly name: string };
}

/** Projects a PersistentVolume. */
export const projectPersistentVolume = (from: WireForm<V1PersistentVolume>): PersistentVolumeRow => {
  const claim = from.spec?.claimRef;
  return toRow<PersistentVolumeRow>({
    ...metaFields('PersistentVolume', from),
    phase: from.status?.phase ?? 'Pending',
    reason: nonEmpty(from.status?.reason),
    message: nonEmpty(from.status?.message),
    phaseAt: parseTime(from.status?.lastPhaseTransitionTime),
    storageClass: nonEmpty(from.spec?.storageClassName),
    capacity: nonEmpty(from.spec?.capacity?.storage),
    reclaim: nonEmpty(from.spec?.persistentVolumeReclaimPolicy),
    claim: claim && { namespace: claim.namespace ?? '', name: claim.name ?? '' },
  });
};
