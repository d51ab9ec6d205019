import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectQuantities } from '../fields/quantities.ts';
import { projectSelector } from '../fields/selectors.ts';
import { nonEmpty, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import {
  type ObservedRow,
  observedFields,
  type ScaledRow,
  scaledFields,
  type TemplatedRow,
  templateFields,
} from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';
import type { WireDeployment } from '../protobuf/tables/apps-v1.ts';

export interface DeploymentRow extends MetaRow, ObservedRow, ScaledRow, TemplatedRow {
  readonly labels: Labels;
  /** Annotations that hold a number, with or without a unit. */
  readonly quantities?: Labels;
  readonly updated: number;
  readonly paused?: true;
  readonly progressDeadlineSeconds: number;
  readonly minReadySeconds?: number;
  readonly strategy: string;
  readonly revision?: string;
  readonly selector?: LabelSelector;
}

export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';

/** Projects a Deployment. */
export const projectDeployment = (from: WireDeployment): DeploymentRow =>
  toRow<DeploymentRow>({
    ...metaFields('Deployment', from),
    ...observedFields(from),
    ...scaledFields(from),
    ...templateFields(from.spec?.template),
    labels: internLabels(from.metadata?.labels),
    quantities: projectQuantities(from.metadata?.annotations),
    updated: from.status?.updatedReplicas ?? 0,
    paused: trueOrAbsent(from.spec?.paused),
    progressDeadlineSeconds: from.spec?.progressDeadlineSeconds ?? 600,
    minReadySeconds: from.spec?.minReadySeconds || undefined,
    strategy: from.spec?.strategy?.type ?? 'RollingUpdate',
    revision: nonEmpty(from.metadata?.annotations?.[REVISION_ANNOTATION]),
    selector: projectSelector(from.spec?.selector),
  });
