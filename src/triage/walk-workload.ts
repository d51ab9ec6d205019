import type { Condition } from '../kubernetes/fields/condition.ts';
import { findConditionWithStatus, formatCondition } from '../kubernetes/objects/conditions.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import { ownerOf } from '../kubernetes/objects/pod-owner.ts';
import type { CronJobRow } from '../kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../kubernetes/views/jobs.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ServiceRow } from '../kubernetes/views/services.ts';
import type { ObjectRef } from '../model/result.ts';
import { type Link, START_GRACE_MS } from './chain.ts';
import type { TriageCluster, TriageView } from './cluster.ts';
import { type JudgedWorkload, judgeCronJob, judgeJob } from './judge-run.ts';
import { podLinks } from './walk-pods.ts';

/** Kinds that make pods, with the view that has them. */
export const WORKLOAD_VIEWS = {
  Deployment: 'deployments',
  StatefulSet: 'statefulSets',
  DaemonSet: 'daemonSets',
  ReplicaSet: 'replicaSets',
  ReplicationController: 'replicationControllers',
  Job: 'jobs',
  CronJob: 'cronJobs',
} as const satisfies Readonly<Record<string, TriageView>>;

type WorkloadKind = keyof typeof WORKLOAD_VIEWS;

const isWorkloadKind = (kind: string): kind is WorkloadKind => Object.hasOwn(WORKLOAD_VIEWS, kind);

/** The links of everything behind a Service: what makes its pods, the pods, their containers. */
export const workloadLinks = (row: ServiceRow, cluster: TriageCluster): readonly Link[] => {
  const { workloads, pods = [], hasSelector } = cluster.backendsOf(row);
  if (!hasSelector) return [];
  const wanted = workloads.filter(({ replicas }) => replicas > 0);
  const owners = [...(wanted.length > 0 ? wanted : workloads).map(({ ref }) => ref), ...pods.map(ownerOf)];
  const unique = [...new Map(owners.map((ref) => [objectKey(ref), ref])).values()];
  if (unique.length === 0 && cluster.rows.pods === undefined) return podLinks(row.ref, [], cluster);
  return unique.flatMap((ref) => {
    const own = pods.filter((pod) => objectKey(ownerOf(pod)) === objectKey(ref));
    return ref.kind === 'Pod' ? podLinks(ref, own, cluster) : ownerLinks(ref, own, cluster);
  });
};

/** The links of one workload: itself, its pods, their containers. */
export const ownerLinks = (ref: ObjectRef, pods: readonly PodRow[], cluster: TriageCluster): readonly Link[] => {
  const link = workloadLink(ref, cluster);
  const isAtRest = (link.onPurpose === true || isRun(ref)) && pods.length === 0;
  return isAtRest ? [link] : [link, ...podLinks(ref, pods, cluster)];
};

/** What runs to its end: its pods may be gone. */
const isRun = ({ kind }: ObjectRef): boolean => kind === 'Job' || kind === 'CronJob';

/** The pods of a workload that are there, as far as they could be read. */
export const podsOf = (ref: ObjectRef, { rows }: TriageCluster): readonly PodRow[] =>
  (rows.pods ?? []).filter(
    (pod) =>
      objectKey(ownerOf(pod)) === objectKey(ref) ||
      (pod.ref.namespace === ref.namespace && pod.owner?.kind === ref.kind && pod.owner.name === ref.name),
  );

const workloadLink = (ref: ObjectRef, cluster: TriageCluster): Link => {
  const base = { kind: 'workload', object: ref, objects: [] } as const;
  if (!isWorkloadKind(ref.kind)) {
    // A Rollout, a DeploymentConfig: its pods tell.
    return { ...base, verdict: 'ok', text: 'a kind whose replicas are not read: its pods tell' };
  }
  const unread = cluster.whyUnread(WORKLOAD_VIEWS[ref.kind], ref.namespace);
  if (unread !== undefined) return { ...base, verdict: 'unknown', text: unread };
  const found = (cluster.rows[WORKLOAD_VIEWS[ref.kind]] as readonly WorkloadRow[]).find(
    (row) => row.ref.name === ref.name && row.ref.namespace === ref.namespace,
  );
  if (found === undefined) return { ...base, verdict: 'suspicious', text: 'it is gone, and its pods are still there' };
  return { ...base, ...judgeWorkload(found, cluster) };
};

interface WorkloadRow {
  readonly ref: ObjectRef;
  readonly createdAt: number;
  readonly conditions?: readonly Condition[];
}

const judgeWorkload = (row: WorkloadRow, cluster: TriageCluster): JudgedWorkload => {
  if (row.ref.kind === 'Job') return judgeJob(row as unknown as JobRow);
  if (row.ref.kind === 'CronJob') return judgeCronJob(row as unknown as CronJobRow, cluster);
  return judgeScaled(row as unknown as ScaledWorkload, cluster.now);
};

/** A Deployment, StatefulSet or ReplicaSet has `replicas`, a DaemonSet has `desired`. */
interface ScaledWorkload extends WorkloadRow {
  readonly replicas?: number;
  readonly desired?: number;
  readonly available: number;
  readonly updated?: number;
}

const judgeScaled = (row: ScaledWorkload, now: number): JudgedWorkload => {
  const { replicas, desired = 0, available, updated } = row;
  const wanted = replicas ?? desired;
  if (wanted === 0) {
    const text = replicas === undefined ? 'no node is to run it' : 'scaled to zero';
    return { verdict: 'suspicious', text, onPurpose: true };
  }
  const rollout = updated === undefined || updated >= wanted ? '' : `, ${updated} of the new version`;
  const text = `${Math.min(available, wanted)} of ${wanted} replicas available${rollout}`;
  return available >= wanted ? { verdict: 'ok', text } : judgeShort(row, text, now);
};

/** One that has fewer replicas than it wants. */
const judgeShort = (row: ScaledWorkload, text: string, now: number): JudgedWorkload => {
  const bad = badConditions(row);
  const said = bad[0] === undefined ? '' : `: ${formatCondition(bad[0])}`;
  const since = bad.find(({ type }) => type === 'Available')?.at ?? row.createdAt;
  const isDown = row.available === 0 && now - row.createdAt >= START_GRACE_MS;
  return { verdict: isDown ? 'broken' : 'suspicious', text: `${text}${said}`, since, conditions: bad };
};

/** What its controller complains of, the most telling first. */
const badConditions = ({ conditions = [] }: WorkloadRow): readonly Condition[] =>
  [
    findConditionWithStatus({ conditions }, 'ReplicaFailure', 'True'),
    findConditionWithStatus({ conditions }, 'Progressing', 'False'),
    findConditionWithStatus({ conditions }, 'Available', 'False'),
  ].filter((condition) => condition !== undefined);
