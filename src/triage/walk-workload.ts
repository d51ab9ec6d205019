import type { BackendWorkload } from '../kubernetes/backends/service-backends.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import { ownerOf } from '../kubernetes/objects/pod-owner.ts';
import { WORKLOAD_VIEWS } from '../kubernetes/objects/workload-views.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ServiceRow } from '../kubernetes/views/services.ts';
import type { ObjectRef } from '../model/result.ts';
import type { Link } from './chain.ts';
import type { TriageCluster } from './cluster.ts';
import { judgeWorkload, type WorkloadRow } from './judge-workload.ts';
import { podLinks } from './walk-pods.ts';

type WorkloadKind = keyof typeof WORKLOAD_VIEWS;

const isWorkloadKind = (kind: string): kind is WorkloadKind => Object.hasOwn(WORKLOAD_VIEWS, kind);

/** The links of everything behind a Service: what makes its pods, the pods, their containers. */
export const workloadLinks = (row: ServiceRow, cluster: TriageCluster): readonly Link[] => {
  const { workloads, pods = [], hasSelector } = cluster.backendsOf(row);
  if (!hasSelector) return [];
  const wanted = workloads.filter(({ replicas }) => replicas > 0);
  const makerOf = (pod: PodRow) => podMaker(pod, workloads);
  const owners = [...(wanted.length > 0 ? wanted : workloads).map(({ ref }) => ref), ...pods.map(makerOf)];
  const unique = [...new Map(owners.map((ref) => [objectKey(ref), ref])).values()];
  if (unique.length === 0 && cluster.rows.pods === undefined) return podLinks(row.ref, [], cluster);
  return unique.flatMap((ref) => {
    const own = pods.filter((pod) => objectKey(makerOf(pod)) === objectKey(ref));
    return ref.kind === 'Pod' ? podLinks(ref, own, cluster) : ownerLinks(ref, own, cluster);
  });
};

/** The workload that a pod counts for: what an operator calls its owner, else its ReplicaSet, where only that was read (a Rollout). */
const podMaker = (pod: PodRow, workloads: readonly BackendWorkload[]): ObjectRef => {
  const owner = ownerOf(pod);
  const isOwner = ({ ref }: BackendWorkload) => objectKey(ref) === objectKey(owner);
  const isController = ({ ref }: BackendWorkload) => ref.kind === pod.owner?.kind && ref.name === pod.owner.name;
  return (workloads.find(isOwner) ?? workloads.find(isController))?.ref ?? owner;
};

/** The links of one workload: itself, its pods, their containers. */
export const ownerLinks = (ref: ObjectRef, pods: readonly PodRow[], cluster: TriageCluster): readonly Link[] => {
  const link = workloadLink(ref, pods, cluster);
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

const workloadLink = (ref: ObjectRef, pods: readonly PodRow[], cluster: TriageCluster): Link => {
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
  return { ...base, ...judgeWorkload(found, pods, cluster) };
};
