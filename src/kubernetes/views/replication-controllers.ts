import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { toRow } from '../fields/wire-fields.ts';
import {
  type ObservedRow,
  observedFields,
  type ScaledRow,
  scaledFields,
  type TemplatedRow,
  templateFields,
} from '../fields/workload-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireReplicationController } from '../protobuf/tables/core-v1.ts';

export interface ReplicationControllerRow extends MetaRow, ObservedRow, ScaledRow, TemplatedRow {
  readonly labels: Labels;
  /** Labels that its pods have. */
  readonly selector: Labels;
}

/** Projects a ReplicationController. */
export const projectReplicationController = (from: WireReplicationController): ReplicationControllerRow =>
  toRow<ReplicationControllerRow>({
    ...metaFields('ReplicationController', from),
    ...observedFields(from),
    ...scaledFields(from),
    ...templateFields(from.spec?.template),
    labels: internLabels(from.metadata?.labels),
    selector: internLabels(from.spec?.selector),
  });
