import { type Labels, matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';
import type { ClusterViews } from '../../src/kubernetes/resources.ts';
import type { PodDisruptionBudgetRow } from '../../src/kubernetes/views/pod-disruption-budgets.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ObjectRef } from '../../src/model/result.ts';

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

/** A workload with the labels that its pods get. */
export interface SelectableWorkload {
  readonly ref: ObjectRef;
  readonly templateLabels: Labels;
}

type WorkloadViews = {
  readonly [Name in 'deployments' | 'statefulSets' | 'daemonSets' | 'jobs' | 'cronJobs' | 'replicaSets']?:
    | ClusterViews[Name]
    | undefined;
};

/** Workloads that a budget may be for, also when they have no pods now; undefined when one of their kinds could not be read. */
export const selectableWorkloads = (views: WorkloadViews): readonly SelectableWorkload[] | undefined => {
  const { deployments, statefulSets, daemonSets, jobs, cronJobs, replicaSets } = views;
  if (!deployments || !statefulSets || !daemonSets || !jobs || !cronJobs || !replicaSets) return undefined;
  return [...deployments, ...statefulSets, ...daemonSets, ...jobs, ...cronJobs, ...foreignSets(replicaSets)];
};

/** ReplicaSets of controllers that are not read, such as Rollouts: they have the labels of their pods. */
const foreignSets = (rows: ClusterViews['replicaSets']): readonly SelectableWorkload[] =>
  rows.filter(({ owner }) => owner?.kind !== 'Deployment').map(({ ref, labels }) => ({ ref, templateLabels: labels }));

/** Whether a drain leaves a pod be, or waits for its end anyway: daemons and static pods, and what runs to an end. */
export const isBesideDrains = ({ owner, template }: PodRow): boolean =>
  owner?.kind === 'DaemonSet' || owner?.kind === 'Node' || template.restartPolicy !== 'Always';
