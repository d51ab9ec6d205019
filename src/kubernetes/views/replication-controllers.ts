import type { V1ReplicationController } from '@kubernetes/client-node';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { row, type Wire } from '../fields/wire-fields.ts';
import {
  type ObservedRow,
  observed,
  type ScaledRow,
  scaled,
  type TemplatedRow,
  templated,
} from '../fields/workload-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

export interface ReplicationControllerRow extends MetaRow, ObservedRow, ScaledRow, TemplatedRow {
  readonly labels: Labels;
  /** Labels that its pods have. */
  readonly selector: Labels;
}

/** A ReplicationController, reduced to what is judged. */
export const replicationController = (from: Wire<V1ReplicationController>): ReplicationControllerRow =>
  row<ReplicationControllerRow>({
    ...meta('ReplicationController', from),
    ...observed(from),
    ...scaled(from),
    ...templated(from.spec?.template),
    labels: labelsOf(from.metadata?.labels),
    selector: labelsOf(from.spec?.selector),
  });
