import { type Condition, projectCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, parseTime, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { Quantities } from '../objects/quantity.ts';
import type { WireNode, WireTaint } from '../protobuf/tables/core-v1.ts';

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

const projectTaint = (from: WireTaint): TaintRow =>
  toRow<TaintRow>({
    key: from.key,
    value: nonEmpty(from.value),
    effect: from.effect,
    addedAt: parseTime(from.timeAdded),
  });

/** Projects a Node. */
export const projectNode = (from: WireNode): NodeRow =>
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
