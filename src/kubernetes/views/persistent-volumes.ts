import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectRequirement } from '../fields/selectors.ts';
import { mapItems, nonEmpty, parseTime, toRow } from '../fields/wire-fields.ts';
import type { LabelRequirement } from '../objects/label-selector.ts';
import type { WirePersistentVolume } from '../protobuf/tables/core-v1.ts';

export interface PersistentVolumeRow extends MetaRow {
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  /** When it entered this phase. */
  readonly phaseAt?: number;
  readonly storageClass?: string;
  readonly capacity?: string;
  readonly reclaim?: string;
  /** The nodes that it is on: one of the terms has to match, with all of its requirements. Absent: anywhere. */
  readonly nodeTerms?: readonly (readonly LabelRequirement[])[];
  readonly claim?: { readonly namespace: string; readonly name: string };
}

/** Projects a PersistentVolume. */
export const projectPersistentVolume = (from: WirePersistentVolume): PersistentVolumeRow => {
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
    nodeTerms: from.spec?.nodeAffinity?.required?.nodeSelectorTerms?.map((term) =>
      mapItems(term.matchExpressions, projectRequirement),
    ),
    claim: claim && { namespace: claim.namespace ?? '', name: claim.name ?? '' },
  });
};
