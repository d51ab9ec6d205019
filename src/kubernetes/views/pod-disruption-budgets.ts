import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { toRow } from '../fields/wire-fields.ts';
import { type ObservedRow, observedFields } from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';
import type { WirePodDisruptionBudget } from '../protobuf/tables/policy-v1.ts';

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
export const projectPodDisruptionBudget = (from: WirePodDisruptionBudget): PodDisruptionBudgetRow =>
  toRow<PodDisruptionBudgetRow>({
    ...metaFields('PodDisruptionBudget', from),
    labels: internLabels(from.metadata?.labels),
    ...observedFields(from),
    minAvailable: from.spec?.minAvailable,
    maxUnavailable: from.spec?.maxUnavailable,
    selector: projectSelector(from.spec?.selector),
    healthy: from.status?.currentHealthy ?? 0,
    desired: from.status?.desiredHealthy ?? 0,
    allowed: from.status?.disruptionsAllowed ?? 0,
    expected: from.status?.expectedPods ?? 0,
  });
