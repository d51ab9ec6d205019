import type { ClusterViews } from '../resources.ts';
import type { BackendWorkload } from './service-backends.ts';

/** Views of what makes pods that a Service may select. */
export const BACKEND_VIEWS = [
  ...(['deployments', 'statefulSets', 'daemonSets', 'replicationControllers', 'replicaSets'] as const),
  ...(['cronJobs', 'jobs'] as const),
] as const;

type WorkloadView = (typeof BACKEND_VIEWS)[number];

/**
 * The workloads whose pods a Service may select; kinds that could not be read are left out. ReplicaSets stand for controllers
 * that are not read, such as Rollouts, and have the labels of their pods; what runs to an end has as many replicas as run now.
 */
export const backendWorkloads = (
  views: { readonly [Kind in WorkloadView]?: ClusterViews[Kind] | undefined },
): readonly BackendWorkload[] =>
  [
    ...(views.deployments ?? []),
    ...(views.statefulSets ?? []),
    ...(views.replicationControllers ?? []),
    ...(views.daemonSets ?? []).map((row) => ({ ...row, replicas: row.desired })),
    ...(views.replicaSets ?? [])
      .filter(({ owner }) => owner?.kind !== 'Deployment')
      .map((row) => ({ ...row, templateLabels: row.labels })),
    ...(views.cronJobs ?? []).map((row) => ({ ...row, replicas: row.active.length })),
    ...(views.jobs ?? []).map((row) => ({ ...row, replicas: row.active })),
  ].filter(({ deletingAt }) => deletingAt === undefined);
