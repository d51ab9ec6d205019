import type { V1Deployment } from '@kubernetes/client-node';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { selector } from '../fields/selectors.ts';
import { filled, flag, row, type Wire } from '../fields/wire-fields.ts';
import {
  type ObservedRow,
  observed,
  type ScaledRow,
  scaled,
  type TemplatedRow,
  templated,
} from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';

export interface DeploymentRow extends MetaRow, ObservedRow, ScaledRow, TemplatedRow {
  readonly labels: Labels;
  readonly updated: number;
  readonly paused?: true;
  readonly progressDeadlineSeconds: number;
  readonly minReadySeconds?: number;
  readonly strategy: string;
  readonly revision?: string;
  readonly selector?: LabelSelector;
}

export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';

/** A Deployment, reduced to what is judged. */
export const deployment = (from: Wire<V1Deployment>): DeploymentRow =>
  row<DeploymentRow>({
    ...meta('Deployment', from),
    ...observed(from),
    ...scaled(from),
    ...templated(from.spec?.template),
    labels: labelsOf(from.metadata?.labels),
    updated: from.status?.updatedReplicas ?? 0,
    paused: flag(from.spec?.paused),
    progressDeadlineSeconds: from.spec?.progressDeadlineSeconds ?? 600,
    minReadySeconds: from.spec?.minReadySeconds || undefined,
    strategy: from.spec?.strategy?.type ?? 'RollingUpdate',
    revision: filled(from.metadata?.annotations?.[REVISION_ANNOTATION]),
    selector: selector(from.spec?.selector),
  });
