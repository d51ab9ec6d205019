import type { V1PodDisruptionBudget } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { selector } from '../fields/selectors.ts';
import { row, type Wire } from '../fields/wire-fields.ts';
import { type ObservedRow, observed } from '../fields/workload-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';

export interface PodDisruptionBudgetRow extends MetaRow, ObservedRow {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
  /** Absent: it selects nothing. */
  readonly selector?: LabelSelector;
  readonly healthy: number;
  readonly desired: number;
  readonly allowed: number;
  readonly expected: number;
}

/** A PodDisruptionBudget, reduced to what is judged. */
export const podDisruptionBudget = (from: Wire<V1PodDisruptionBudget>): PodDisruptionBudgetRow =>
  row<PodDisruptionBudgetRow>({
    ...meta('PodDisruptionBudget', from),
    ...observed(from),
    minAvailable: from.spec?.minAvailable as number | string | undefined,
    maxUnavailable: from.spec?.maxUnavailable as number | string | undefined,
    selector: selector(from.spec?.selector),
    healthy: from.status?.currentHealthy ?? 0,
    desired: from.status?.desiredHealthy ?? 0,
    allowed: from.status?.disruptionsAllowed ?? 0,
    expected: from.status?.expectedPods ?? 0,
  });
