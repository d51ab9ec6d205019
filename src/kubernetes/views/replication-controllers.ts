import type { V1ReplicationController } from '@kubernetes/client-node';
import { type Labels, labelsOf, type MetaRow, meta } from './meta.ts';
import { row, type Wire } from './wire.ts';
import { type ObservedRow, observed, type TemplatedRow, templated } from './workload.ts';

export interface ReplicationControllerRow extends MetaRow, ObservedRow, TemplatedRow {
  readonly labels: Labels;
  readonly replicas: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  /** Labels that its pods have. */
  readonly selector: Labels;
}

/** A ReplicationController, reduced to what is judged. */
export const replicationController = (from: Wire<V1ReplicationController>): ReplicationControllerRow =>
  row<ReplicationControllerRow>({
    ...meta('ReplicationController', from),
    ...observed(from),
    ...templated(from.spec?.template),
    labels: labelsOf(from.metadata?.labels),
    replicas: from.spec?.replicas ?? 1,
    current: from.status?.replicas ?? 0,
    ready: from.status?.readyReplicas ?? 0,
    available: from.status?.availableReplicas ?? 0,
    selector: labelsOf(from.spec?.selector),
  });
