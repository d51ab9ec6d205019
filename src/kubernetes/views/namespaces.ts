import { type Condition, projectCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireNamespace } from '../protobuf/tables/core-v1.ts';

export interface NamespaceRow extends MetaRow {
  readonly labels: Labels;
  readonly phase: string;
  /** What its deletion waits for. */
  readonly conditions: readonly Condition[];
}

/** Projects a Namespace. */
export const projectNamespace = (from: WireNamespace): NamespaceRow =>
  toRow<NamespaceRow>({
    ...metaFields('Namespace', from),
    labels: internLabels(from.metadata?.labels),
    phase: from.status?.phase ?? 'Active',
    conditions: mapItems(from.status?.conditions, projectCondition),
  });
