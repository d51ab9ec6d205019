import type { V1PodDisruptionBudget } from '@kubernetes/client-node';
import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { toRow, type WireForm } from '../fields/wire-fields.ts';
import { type ObservedRow, observedFields } from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';

export interface PodDisruptionBudgetRow extends MetaRow, ObservedRow {
  readonly labels: Labels;
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
  /** Absent: it selects no pod. */
  readonly selector?: LabelSelector;
  readonly healthy: number;
  readonly desired: number;
  readonly allowed: number;
  readonly expected: number;
}

/** Projects a PodDisruptionBudget. */
export const projectPodDisruptionBudget = (from: WireForm<V1PodDisruptionBudget>): PodDisruptionBudgetRow =>
  toRow<PodDisruptionBudgetRow>({
    ...metaFields('PodDisruptionBudget', from),
    labels: internLabels(from.metadata?.labels),
    ...observedFields(from),
    minAvailable: from.spec?.minAvailable as number | string | undefined,
    maxUnavailable: from.spec?.maxUnavailable as number | string | undefined,
    selector: projectSelector(from.spec?.selector),
    healthy: from.status?.currentHealthy ?? 0,
    desired: from.status?.desiredHealthy ?? 0,
    allowed: from.status?.disruptionsAllowed ?? 0,
    expected: from.status?.expectedPods ?? 0,
  });
