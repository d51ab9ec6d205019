import type { Views } from '../../../src/kubernetes/resources.ts';
import type { Workload } from './service-backends.ts';

type WorkloadView = 'deployments' | 'statefulSets' | 'daemonSets' | 'replicationControllers';

/** The workloads whose pods a Service may select; kinds that could not be read are left out. */
export const workloadsOf = (
  views: { readonly [Kind in WorkloadView]?: Views[Kind] | undefined },
): readonly Workload[] =>
  [
    ...(views.deployments ?? []),
    ...(views.statefulSets ?? []),
    ...(views.replicationControllers ?? []),
    ...(views.daemonSets ?? []).map((row) => ({ ...row, replicas: row.desired })),
  ].filter(({ deletingAt }) => deletingAt === undefined);
