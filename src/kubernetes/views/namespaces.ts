import type { V1Namespace } from '@kubernetes/client-node';
import { type Condition, condition } from '../fields/condition.ts';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { each, row, type Wire } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

export interface NamespaceRow extends MetaRow {
  readonly labels: Labels;
  readonly phase: string;
  /** What keeps it from going, when it is being deleted. */
  readonly conditions: readonly Condition[];
}

/** A Namespace, reduced to what is judged. */
export const namespace = (from: Wire<V1Namespace>): NamespaceRow =>
  row<NamespaceRow>({
    ...meta('Namespace', from),
    labels: labelsOf(from.metadata?.labels),
    phase: from.status?.phase ?? 'Active',
    conditions: each(from.status?.conditions, condition),
  });
