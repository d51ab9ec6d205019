import type { ClusterViews } from '../../../src/kubernetes/resources.ts';
import type { BackendWorkload } from './service-backends.ts';

type WorkloadView = 'deployments' | 'statefulSets' | 'daemonSets' | 'replicationControllers' | 'replicaSets';

/**
 * The workloads whose pods a Service may select; kinds that could not be read are left out. ReplicaSets stand for controllers
 * that are not read, such as Rollouts, and have the labels of their pods.
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
  ].filter(({ deletingAt }) => deletingAt === undefined);
