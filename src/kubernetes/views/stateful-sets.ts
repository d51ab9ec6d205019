import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectQuantities } from '../fields/quantities.ts';
import { projectSelector } from '../fields/selectors.ts';
import { mapItems, nonEmpty, toRow } from '../fields/wire-fields.ts';
import {
  type ObservedRow,
  observedFields,
  type ScaledRow,
  scaledFields,
  type TemplatedRow,
  templateFields,
} from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';
import type { WireStatefulSet } from '../protobuf/tables/apps-v1.ts';

export interface StatefulSetRow extends MetaRow, ObservedRow, ScaledRow, TemplatedRow {
  readonly labels: Labels;
  /** Annotations that hold a number, with or without a unit. */
  readonly quantities?: Labels;
  readonly updated: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly strategy: string;
  /** Pods with lower ordinals keep the old revision. */
  readonly partition: number;
  /** Ordinal of the first replica; absent: 0 (`spec.ordinals.start`). */
  readonly startOrdinal?: number;
  readonly podManagement: string;
  readonly minReadySeconds?: number;
  /** Name of the governing Service; absent when none is named. */
  readonly serviceName?: string;
  readonly claimTemplates: readonly { readonly name: string; readonly storageClass?: string }[];
  readonly selector?: LabelSelector;
}

/** Projects a StatefulSet. */
export const projectStatefulSet = (from: WireStatefulSet): StatefulSetRow =>
  toRow<StatefulSetRow>({
    ...metaFields('StatefulSet', from),
    ...observedFields(from),
    ...scaledFields(from),
    ...templateFields(from.spec?.template),
    labels: internLabels(from.metadata?.labels),
    quantities: projectQuantities(from.metadata?.annotations),
    updated: from.status?.updatedReplicas ?? 0,
    currentRevision: nonEmpty(from.status?.currentRevision),
    updateRevision: nonEmpty(from.status?.updateRevision),
    strategy: from.spec?.updateStrategy?.type ?? 'RollingUpdate',
    partition: from.spec?.updateStrategy?.rollingUpdate?.partition ?? 0,
    startOrdinal: from.spec?.ordinals?.start || undefined,
    podManagement: from.spec?.podManagementPolicy ?? 'OrderedReady',
    minReadySeconds: from.spec?.minReadySeconds || undefined,
    serviceName: nonEmpty(from.spec?.serviceName),
    claimTemplates: mapItems(from.spec?.volumeClaimTemplates, (claim) =>
      toRow<{ name: string; storageClass?: string }>({
        name: claim.metadata?.name ?? '',
        storageClass: nonEmpty(claim.spec?.storageClassName),
      }),
    ),
    selector: projectSelector(from.spec?.selector),
  });
