import type { V1ReplicaSet } from '@kubernetes/client-node';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { type TemplateRow, template } from '../fields/pod-template.ts';
import { selector } from '../fields/selectors.ts';
import { filled, row, type Wire } from '../fields/wire-fields.ts';
import { type ObservedRow, observed, type ScaledRow, scaled } from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';
import { REVISION_ANNOTATION } from './deployments.ts';

export interface ReplicaSetRow extends MetaRow, ObservedRow, ScaledRow {
  readonly labels: Labels;
  readonly revision?: string;
  readonly selector?: LabelSelector;
  /** Absent of an old revision, at zero: a Deployment keeps ten of them. */
  readonly template?: TemplateRow;
}

/** A ReplicaSet, reduced to what is judged. */
export const replicaSet = (from: Wire<V1ReplicaSet>): ReplicaSetRow => {
  const counts = scaled(from);
  const spec = counts.replicas + counts.current > 0 ? from.spec?.template?.spec : undefined;
  return row<ReplicaSetRow>({
    ...meta('ReplicaSet', from),
    ...observed(from),
    ...counts,
    labels: labelsOf(from.metadata?.labels),
    revision: filled(from.metadata?.annotations?.[REVISION_ANNOTATION]),
    selector: selector(from.spec?.selector),
    template: spec && template(spec),
  });
};
