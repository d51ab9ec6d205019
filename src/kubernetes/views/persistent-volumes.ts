import type { V1PersistentVolume } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { filled, row, time, type Wire } from '../fields/wire-fields.ts';

export interface PersistentVolumeRow extends MetaRow {
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  /** Since when it is in this phase. */
  readonly phaseAt?: number;
  readonly storageClass?: string;
  readonly capacity?: string;
  readonly reclaim?: string;
  readonly claim?: { readonly namespace: string; readonly name: string };
}

/** A PersistentVolume, reduced to what is judged. */
export const persistentVolume = (from: Wire<V1PersistentVolume>): PersistentVolumeRow => {
  const claim = from.spec?.claimRef;
  return row<PersistentVolumeRow>({
    ...meta('PersistentVolume', from),
    phase: from.status?.phase ?? 'Pending',
    reason: filled(from.status?.reason),
    message: filled(from.status?.message),
    phaseAt: time(from.status?.lastPhaseTransitionTime),
    storageClass: filled(from.spec?.storageClassName),
    capacity: filled(from.spec?.capacity?.storage),
    reclaim: filled(from.spec?.persistentVolumeReclaimPolicy),
    claim: claim && { namespace: claim.namespace ?? '', name: claim.name ?? '' },
  });
};
