import type { V1Node, V1Taint } from '@kubernetes/client-node';
import { type Condition, condition } from '../fields/condition.ts';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { each, filled, flag, row, time, type Wire } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { Quantities } from '../objects/quantity.ts';

export interface NodeRow extends MetaRow {
  readonly labels: Labels;
  /** `spec.unschedulable`. */
  readonly cordoned?: true;
  readonly taints: readonly TaintRow[];
  readonly conditions: readonly Condition[];
  /** Quantities as the API writes them. */
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

const taint = (from: Wire<V1Taint>): TaintRow =>
  row<TaintRow>({ key: from.key, value: filled(from.value), effect: from.effect, addedAt: time(from.timeAdded) });

/** A Node, reduced to what is judged. */
export const node = (from: Wire<V1Node>): NodeRow =>
  row<NodeRow>({
    ...meta('Node', from),
    labels: labelsOf(from.metadata?.labels),
    cordoned: flag(from.spec?.unschedulable),
    taints: each(from.spec?.taints, taint),
    conditions: each(from.status?.conditions, condition),
    capacity: from.status?.capacity ?? {},
    allocatable: from.status?.allocatable ?? {},
    kubelet: filled(from.status?.nodeInfo?.kubeletVersion),
    runtime: filled(from.status?.nodeInfo?.containerRuntimeVersion),
    os: filled(from.status?.nodeInfo?.operatingSystem),
    architecture: filled(from.status?.nodeInfo?.architecture),
  });
