import type { V1Namespace } from '@kubernetes/client-node';
import { type Condition, projectCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow, type WireForm } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

export interface NamespaceRow extends MetaRow {
  readonly labels: Labels;
  readonly phase: string;
  /** What its deletion waits for. */
  readonly conditions: readonly Condition[];
}

/** Projects a Namespace. */
export const projectNamespace = (from: WireForm<V1Namespace>): NamespaceRow =>
  toRow<NamespaceRow>({
    ...metaFields('Namespace', from),
    labels: internLabels(from.metadata?.labels),
    phase: from.status?.phase ?? 'Active',
    conditions: mapItems(from.status?.conditions, projectCondition),
  });
