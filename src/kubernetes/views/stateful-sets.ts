import type { V1StatefulSet } from '@kubernetes/client-node';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { selector } from '../fields/selectors.ts';
import { each, filled, row, type Wire } from '../fields/wire-fields.ts';
import {
  type ObservedRow,
  observed,
  type ScaledRow,
  scaled,
  type TemplatedRow,
  templated,
} from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';

export interface StatefulSetRow extends MetaRow, ObservedRow, ScaledRow, TemplatedRow {
  readonly labels: Labels;
  readonly updated: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly strategy: string;
  /** Ordinals below it keep the old revision. */
  readonly partition: number;
  readonly podManagement: string;
  readonly minReadySeconds?: number;
  /** Name of the governing Service; absent when none is named. */
  readonly serviceName?: string;
  readonly claimTemplates: readonly { readonly name: string; readonly storageClass?: string }[];
  readonly selector?: LabelSelector;
}

/** A StatefulSet, reduced to what is judged. */
export const statefulSet = (from: Wire<V1StatefulSet>): StatefulSetRow =>
  row<StatefulSetRow>({
    ...meta('StatefulSet', from),
    ...observed(from),
    ...scaled(from),
    ...templated(from.spec?.template),
    labels: labelsOf(from.metadata?.labels),
    updated: from.status?.updatedReplicas ?? 0,
    currentRevision: filled(from.status?.currentRevision),
    updateRevision: filled(from.status?.updateRevision),
    strategy: from.spec?.updateStrategy?.type ?? 'RollingUpdate',
    partition: from.spec?.updateStrategy?.rollingUpdate?.partition ?? 0,
    podManagement: from.spec?.podManagementPolicy ?? 'OrderedReady',
    minReadySeconds: from.spec?.minReadySeconds || undefined,
    serviceName: filled(from.spec?.serviceName),
    claimTemplates: each(from.spec?.volumeClaimTemplates, (claim) =>
      row<{ name: string; storageClass?: string }>({
        name: claim.metadata?.name ?? '',
        storageClass: filled(claim.spec?.storageClassName),
      }),
    ),
    selector: selector(from.spec?.selector),
  });
