import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { toRow } from '../fields/wire-fields.ts';
import { type ObservedRow, observedFields, type TemplatedRow, templateFields } from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';
import type { WireDaemonSet } from '../protobuf/tables/apps-v1.ts';

export interface DaemonSetRow extends MetaRow, ObservedRow, TemplatedRow {
  readonly labels: Labels;
  /** Nodes that should run it. */
  readonly desired: number;
  /** Nodes that run it and should. */
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  /** Nodes that run it and should not. */
  readonly misscheduled: number;
  readonly strategy: string;
  readonly minReadySeconds?: number;
  readonly selector?: LabelSelector;
}

/** Projects a DaemonSet. */
export const projectDaemonSet = (from: WireDaemonSet): DaemonSetRow =>
  toRow<DaemonSetRow>({
    ...metaFields('DaemonSet', from),
    ...observedFields(from),
    ...templateFields(from.spec?.template),
    labels: internLabels(from.metadata?.labels),
    desired: from.status?.desiredNumberScheduled ?? 0,
    current: from.status?.currentNumberScheduled ?? 0,
    updated: from.status?.updatedNumberScheduled ?? 0,
    ready: from.status?.numberReady ?? 0,
    available: from.status?.numberAvailable ?? 0,
    misscheduled: from.status?.numberMisscheduled ?? 0,
    strategy: from.spec?.updateStrategy?.type ?? 'RollingUpdate',
    minReadySeconds: from.spec?.minReadySeconds || undefined,
    selector: projectSelector(from.spec?.selector),
  });
