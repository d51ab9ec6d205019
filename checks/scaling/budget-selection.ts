import { matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';
import type { PodDisruptionBudgetRow } from '../../src/kubernetes/views/pod-disruption-budgets.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';

/** Returns a function that looks up the pods that a budget selects and that could be evicted. */
export const selectedPodsLookup = (
  pods: readonly PodRow[],
): ((budget: PodDisruptionBudgetRow) => readonly PodRow[]) => {
  const living = pods.filter(
    ({ phase, deletingAt }) => deletingAt === undefined && phase !== 'Succeeded' && phase !== 'Failed',
  );
  const byNamespace = Map.groupBy(living, ({ ref }) => ref.namespace);
  return (budget) =>
    (byNamespace.get(budget.ref.namespace) ?? []).filter(({ labels }) => matchesSelector(budget.selector, labels));
};
