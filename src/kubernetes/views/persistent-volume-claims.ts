import { type Condition, projectCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WirePersistentVolumeClaim } from '../protobuf/tables/core-v1.ts';

export interface PersistentVolumeClaimRow extends MetaRow {
  readonly labels: Labels;
  readonly phase: string;
  /** Absent: the default class. Empty: no class, for a volume that was made by hand. */
  readonly storageClass?: string;
  readonly volume?: string;
  readonly accessModes: readonly string[];
  readonly requested?: string;
  readonly capacity?: string;
  /** The node that the scheduler chose, for a class that binds with the first consumer. */
  readonly selectedNode?: string;
  /** States of resizing, by resource: `ControllerResizeInfeasible` (`allocatedResourceStatuses`). */
  readonly resizing?: { readonly [resource: string]: string };
  readonly conditions: readonly Condition[];
}

export const SELECTED_NODE_ANNOTATION = 'volume.kubernetes.io/selected-node';

/** Projects a PersistentVolumeClaim. */
export const projectPersistentVolumeClaim = (from: WirePersistentVolumeClaim): PersistentVolumeClaimRow =>
  toRow<PersistentVolumeClaimRow>({
    ...metaFields('PersistentVolumeClaim', from),
    labels: internLabels(from.metadata?.labels),
    phase: from.status?.phase ?? 'Pending',
    storageClass: from.spec?.storageClassName,
    volume: nonEmpty(from.spec?.volumeName),
    accessModes: from.spec?.accessModes ?? [],
    requested: nonEmpty(from.spec?.resources?.requests?.storage),
    capacity: nonEmpty(from.status?.capacity?.storage),
    selectedNode: nonEmpty(from.metadata?.annotations?.[SELECTED_NODE_ANNOTATION]),
    resizing: from.status?.allocatedResourceStatuses,
    conditions: mapItems(from.status?.conditions, projectCondition),
  });
