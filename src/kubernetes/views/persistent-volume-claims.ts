import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import { type Condition, condition } from '../fields/condition.ts';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { each, filled, row, type Wire } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

export interface PersistentVolumeClaimRow extends MetaRow {
  readonly labels: Labels;
  readonly phase: string;
  /** Absent: the default class was meant; empty: none at all, a volume made by hand. */
  readonly storageClass?: string;
  readonly volume?: string;
  readonly accessModes: readonly string[];
  readonly requested?: string;
  readonly capacity?: string;
  /** Node that the scheduler chose, for a class that waits for the first consumer. */
  readonly selectedNode?: string;
  /** Resizing that failed, by resource: `ControllerResizeInfeasible` and the like. */
  readonly resizing?: { readonly [resource: string]: string };
  readonly conditions: readonly Condition[];
}

export const SELECTED_NODE_ANNOTATION = 'volume.kubernetes.io/selected-node';

/** A PersistentVolumeClaim, reduced to what is judged. */
export const persistentVolumeClaim = (from: Wire<V1PersistentVolumeClaim>): PersistentVolumeClaimRow =>
  row<PersistentVolumeClaimRow>({
    ...meta('PersistentVolumeClaim', from),
    labels: labelsOf(from.metadata?.labels),
    phase: from.status?.phase ?? 'Pending',
    storageClass: from.spec?.storageClassName,
    volume: filled(from.spec?.volumeName),
    accessModes: from.spec?.accessModes ?? [],
    requested: filled(from.spec?.resources?.requests?.storage),
    capacity: filled(from.status?.capacity?.storage),
    selectedNode: filled(from.metadata?.annotations?.[SELECTED_NODE_ANNOTATION]),
    resizing: from.status?.allocatedResourceStatuses,
    conditions: each(from.status?.conditions, condition),
  });
