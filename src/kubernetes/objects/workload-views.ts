import type { ListedViewName } from '../resources.ts';

/** Kinds that make pods, with the view that has them. */
export const WORKLOAD_VIEWS = {
  Deployment: 'deployments',
  StatefulSet: 'statefulSets',
  DaemonSet: 'daemonSets',
  ReplicaSet: 'replicaSets',
  ReplicationController: 'replicationControllers',
  Job: 'jobs',
  CronJob: 'cronJobs',
} as const satisfies Readonly<Record<string, ListedViewName>>;
