import type { V1Deployment } from '@kubernetes/client-node';
import { type Labels, labelsOf, type MetaRow, meta } from './meta.ts';
import { type SelectorRow, selector } from './selector.ts';
import { filled, flag, row, type Wire } from './wire.ts';
import { type ObservedRow, observed, type TemplatedRow, templated } from './workload.ts';

export interface DeploymentRow extends MetaRow, ObservedRow, TemplatedRow {
  readonly labels: Labels;
  /** Wanted; 1 when not stated. */
  readonly replicas: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly paused?: true;
  readonly progressDeadlineSeconds: number;
  readonly minReadySeconds?: number;
  readonly strategy: string;
  readonly revision?: string;
  readonly selector?: SelectorRow;
}

export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';

/** A Deployment, reduced to what is judged. */
export const deployment = (from: Wire<V1Deployment>): DeploymentRow =>
  row<DeploymentRow>({
    ...meta('Deployment', from),
    ...observed(from),
    ...templated(from.spec?.template),
    labels: labelsOf(from.metadata?.labels),
    replicas: from.spec?.replicas ?? 1,
    current: from.status?.replicas ?? 0,
    updated: from.status?.updatedReplicas ?? 0,
    ready: from.status?.readyReplicas ?? 0,
    available: from.status?.availableReplicas ?? 0,
    paused: flag(from.spec?.paused),
    progressDeadlineSeconds: from.spec?.progressDeadlineSeconds ?? 600,
    minReadySeconds: from.spec?.minReadySeconds || undefined,
    strategy: from.spec?.strategy?.type ?? 'RollingUpdate',
    revision: filled(from.metadata?.annotations?.[REVISION_ANNOTATION]),
    selector: selector(from.spec?.selector),
  });
