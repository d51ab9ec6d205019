import type { V1Node, V1Taint } from '@kubernetes/client-node';
import { type Condition, projectCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, parseTime, toRow, trueOrAbsent, type WireForm } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { Quantities } from '../objects/quantity.ts';

export interface NodeRow extends MetaRow {
  readonly labels: Labels;
  /** `spec.unschedulable`. */
  readonly cordoned?: true;
  readonly taints: readonly TaintRow[];
  readonly conditions: readonly Condition[];
  readonly capacity: Quantities;
  readonly allocatable: Quantities;
  readonly kubelet?: string;
  readonly runtime?: string;
  readonly os?: string;
  readonly architecture?: string;
}

export interface TaintRow {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
  readonly addedAt?: number;
}

const projectTaint = (from: WireForm<V1Taint>): TaintRow =>
  toRow<TaintRow>({
    key: from.key,
    value: nonEmpty(from.value),
    effect: from.effect,
    addedAt: parseTime(from.timeAdded),
  });

/** Projects a Node. */
export const projectNode = (from: WireForm<V1Node>): NodeRow =>
  toRow<NodeRow>({
    ...metaFields('Node', from),
    labels: internLabels(from.metadata?.labels),
    cordoned: trueOrAbsent(from.spec?.unschedulable),
    taints: mapItems(from.spec?.taints, projectTaint),
    conditions: mapItems(from.status?.conditions, projectCondition),
    capacity: from.status?.capacity ?? {},
    allocatable: from.status?.allocatable ?? {},
    kubelet: nonEmpty(from.status?.nodeInfo?.kubeletVersion),
    runtime: nonEmpty(from.status?.nodeInfo?.containerRuntimeVersion),
    os: nonEmpty(from.status?.nodeInfo?.operatingSystem),
    architecture: nonEmpty(from.status?.nodeInfo?.architecture),
  });
