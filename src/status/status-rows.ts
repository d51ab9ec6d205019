import type { Condition } from '../kubernetes/fields/condition.ts';
import type { ClusterViews } from '../kubernetes/resources.ts';
import type { ObjectRef } from '../model/result.ts';

/** What the status of workloads is read from. */
export const STATUS_VIEWS = [
  ...(['pods', 'deployments', 'replicaSets', 'statefulSets', 'daemonSets'] as const),
  ...(['replicationControllers', 'jobs', 'cronJobs'] as const),
] as const;
export type StatusView = (typeof STATUS_VIEWS)[number];

/** What is read beside them: without it no replica is excused for its node. */
export const STATUS_CONTEXT_VIEWS = ['nodes'] as const;

/** Rows of a cluster as the status of workloads needs them. */
export interface StatusRows {
  /** A view that is absent could not be read. */
  readonly rows: { readonly [Name in StatusView | (typeof STATUS_CONTEXT_VIEWS)[number]]?: ClusterViews[Name] };
  /** Why views are absent. */
  readonly unread: { readonly [Name in StatusView]?: string };
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The fields of a Deployment, StatefulSet, DaemonSet, ReplicaSet or ReplicationController that its status is told by. */
export interface ScaledRow {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly createdAt: number;
  readonly deletingAt?: number;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
  readonly replicas: number;
  readonly available: number;
  readonly ready: number;
  readonly updated?: number;
  readonly paused?: true;
  readonly minReadySeconds?: number;
  readonly revision?: string;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly strategy?: string;
  readonly partition?: number;
}
