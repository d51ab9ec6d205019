import type { V1ReplicaSet } from '@kubernetes/client-node';
import { REVISION_ANNOTATION } from './deployments.ts';
import { type Labels, labelsOf, type MetaRow, meta } from './meta.ts';
import { type SelectorRow, selector } from './selector.ts';
import { type TemplateRow, template } from './template.ts';
import { filled, row, type Wire } from './wire.ts';
import { type ObservedRow, observed } from './workload.ts';

export interface ReplicaSetRow extends MetaRow, ObservedRow {
  readonly labels: Labels;
  readonly replicas: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  readonly revision?: string;
  readonly selector?: SelectorRow;
  /** Absent of an old revision, at zero: a Deployment keeps ten of them. */
  readonly template?: TemplateRow;
}

/** A ReplicaSet, reduced to what is judged. */
export const replicaSet = (from: Wire<V1ReplicaSet>): ReplicaSetRow => {
  const replicas = from.spec?.replicas ?? 1;
  const current = from.status?.replicas ?? 0;
  const spec = replicas + current > 0 ? from.spec?.template?.spec : undefined;
  return row<ReplicaSetRow>({
    ...meta('ReplicaSet', from),
    ...observed(from),
    labels: labelsOf(from.metadata?.labels),
    replicas,
    current,
    ready: from.status?.readyReplicas ?? 0,
    available: from.status?.availableReplicas ?? 0,
    revision: filled(from.metadata?.annotations?.[REVISION_ANNOTATION]),
    selector: selector(from.spec?.selector),
    template: spec && template(spec),
  });
};
