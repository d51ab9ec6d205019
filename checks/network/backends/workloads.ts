import type { ClusterViews } from '../../../src/kubernetes/resources.ts';
import type { BackendWorkload } from './service-backends.ts';

type WorkloadView = 'deployments' | 'statefulSets' | 'daemonSets' | 'replicationControllers';

/** The workloads whose pods a Service may select; kinds that could not be read are left out. */
export const backendWorkloads = (
  views: { readonly [Kind in WorkloadView]?: ClusterViews[Kind] | undefined },
): readonly BackendWorkload[] =>
  [
    ...(views.deployments ?? []),
    ...(views.statefulSets ?? []),
    ...(views.replicationControllers ?? []),
    ...(views.daemonSets ?? []).map((row) => ({ ...row, replicas: row.desired })),
  ].filter(({ deletingAt }) => deletingAt === undefined);
