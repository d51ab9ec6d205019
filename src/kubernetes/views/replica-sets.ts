import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectPodTemplate, type TemplateRow } from '../fields/pod-template.ts';
import { projectSelector } from '../fields/selectors.ts';
import { nonEmpty, toRow } from '../fields/wire-fields.ts';
import { type ObservedRow, observedFields, type ScaledRow, scaledFields } from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';
import type { WireReplicaSet } from '../protobuf/tables/apps-v1.ts';
import { REVISION_ANNOTATION } from './deployments.ts';

export interface ReplicaSetRow extends MetaRow, ObservedRow, ScaledRow {
  readonly labels: Labels;
  readonly revision?: string;
  readonly selector?: LabelSelector;
  /** Absent at zero replicas: a Deployment keeps ten old revisions. */
  readonly template?: TemplateRow;
}

/** Projects a ReplicaSet. */
export const projectReplicaSet = (from: WireReplicaSet): ReplicaSetRow => {
  const counts = scaledFields(from);
  const spec = counts.replicas + counts.current > 0 ? from.spec?.template?.spec : undefined;
  return toRow<ReplicaSetRow>({
    ...metaFields('ReplicaSet', from),
    ...observedFields(from),
    ...counts,
    labels: internLabels(from.metadata?.labels),
    revision: nonEmpty(from.metadata?.annotations?.[REVISION_ANNOTATION]),
    selector: projectSelector(from.spec?.selector),
    template: spec && projectPodTemplate(spec),
  });
};
