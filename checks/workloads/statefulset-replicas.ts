import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { unreadySince } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { StatefulSetRow } from '../../src/kubernetes/views/stateful-sets.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

export default defineCheck({
  group: 'workloads',
  name: 'statefulset-replicas',
  title: 'StatefulSets have their replicas, on one revision',
  why: 'A StatefulSet stops at its first pod that is not ready: those after it are neither made nor updated.',
  remedy: 'Mend the pod with the lowest ordinal that is not ready; after a broken template, delete that pod as well.',
  severity: 'sev2',
  needs: ['statefulSets', 'pods'],
  params: z.strictObject({
    grace: duration().prefault('10m').describe('How long a replica may be missing or not ready'),
    update: duration().prefault('15m').describe('How long an update may make no progress'),
  }),
  run({ statefulSets, pods, params, now }) {
    const living = statefulSets.filter(({ deletingAt, replicas }) => deletingAt === undefined && replicas > 0);
    const faulty = living.filter((row) => row.ready < row.replicas || hasPendingUpdate(row));
    if (faulty.length === 0) return [];
    const owned = Map.groupBy(pods, ({ ref, owner }) => `${owner?.kind}/${ref.namespace}/${owner?.name}`);
    return faulty.flatMap((row) => {
      const mine = owned.get(`StatefulSet/${row.ref.namespace}/${row.ref.name}`) ?? [];
      const first = firstUnready(row, mine);
      if (first === undefined) return stuckUpdateFindings(row, mine, now - params.update);
      return now - first.since > params.grace ? [shortReplicasFinding(row, { first, pods: mine, now })] : [];
    });
  },
});

/**
 * Whether pods still have to be updated. Those under the partition, and all with `OnDelete`, keep their revision on
 * purpose.
 */
const hasPendingUpdate = (row: StatefulSetRow): boolean =>
  row.strategy !== 'OnDelete' &&
  row.currentRevision !== row.updateRevision &&
  row.updated < row.replicas - Math.min(row.partition, row.replicas);

interface UnreadyReplica {
  readonly name: string;
  /** Absent: the pod does not exist. */
  readonly pod?: PodRow;
  readonly since: number;
}

const ordinalOf = ({ ref }: PodRow): number => Number(/-(\d+)$/.exec(ref.name)?.[1] ?? Number.NaN);

/**
 * The unready or missing pod with the lowest ordinal, for which the others wait; those of a parallel set do not, and the one
 * that is unready for longest counts. A pod that is being deleted is replaced, once it is gone.
 */
const firstUnready = (row: StatefulSetRow, pods: readonly PodRow[]): UnreadyReplica | undefined => {
  if (row.ready >= row.replicas) return undefined;
  const unready = pods.flatMap((pod) => {
    const since = pod.deletingAt === undefined ? unreadySince(pod) : undefined;
    return since === undefined ? [] : [{ name: pod.ref.name, pod, since }];
  });
  const [first] = unready.toSorted(
    row.podManagement === 'Parallel'
      ? (one, other) => one.since - other.since
      : (one, other) => ordinalOf(one.pod) - ordinalOf(other.pod),
  );
  if (first !== undefined) return first;
  if (pods.length < row.replicas)
    return { name: missingPodName(row, pods), since: Math.max(row.createdAt, ...pods.map(readinessChangedAt)) };
  return pods
    .flatMap((pod) => (pod.deletingAt === undefined ? [] : [{ name: pod.ref.name, pod, since: pod.deletingAt }]))
    .toSorted((one, other) => one.since - other.since)[0];
};

const missingPodName = ({ ref, replicas, startOrdinal = 0 }: StatefulSetRow, pods: readonly PodRow[]): string => {
  const there = new Set(pods.map(({ ref }) => ref.name));
  const names = Array.from({ length: replicas }, (_, index) => `${ref.name}-${startOrdinal + index}`);
  return names.find((name) => !there.has(name)) ?? `${ref.name}-${startOrdinal + replicas - 1}`;
};

/** When a pod last became ready or unready. */
const readinessChangedAt = (pod: PodRow): number => findCondition(pod, 'Ready')?.at ?? pod.createdAt;

const shortReplicasFinding = (
  row: StatefulSetRow,
  { first, pods, now }: { first: UnreadyReplica; pods: readonly PodRow[]; now: number },
): Finding => {
  const { ref, replicas, ready, updated } = row;
  const behind = hasPendingUpdate(row) ? `; update to ${row.updateRevision} stands at ${updated} of ${replicas}` : '';
  return {
    reason: 'replicas_missing',
    message: `${ready} of ${replicas} replicas ready: ${first.name} ${describeReplica(first, now)}${behind}`,
    object: ref,
    evidence: {
      ...(first.pod === undefined ? {} : { pod: first.name }),
      wanted: replicas,
      ready,
      updated,
      firstBad: first.name,
    },
    next: [
      describeCommand(first.pod?.ref ?? ref),
      kubectlCommand(ref.namespace)`rollout status statefulset/${ref.name} --watch=false`,
    ],
    because: pods.map((pod) => pod.ref),
  };
};

const describeReplica = ({ pod, since }: UnreadyReplica, now: number): string => {
  // Nothing tells since when a pod is missing.
  if (pod === undefined) return 'does not exist';
  const age = formatDuration(now - since);
  return pod.deletingAt === undefined
    ? `is not ready for ${age}`
    : `is Terminating for ${age} past its grace period, and is made anew only when it is gone`;
};

/** An update that makes no progress: all pods are ready, none is new, and some have the old revision. */
const stuckUpdateFindings = (row: StatefulSetRow, pods: readonly PodRow[], limit: number): readonly Finding[] => {
  const isMoving = pods.some(
    (pod) => pod.deletingAt !== undefined || Math.max(pod.createdAt, readinessChangedAt(pod)) > limit,
  );
  if (!hasPendingUpdate(row) || isMoving || row.observedGeneration < row.generation) return [];
  const { ref, replicas, updated, currentRevision = null, updateRevision = null } = row;
  return [
    {
      reason: 'update_stuck',
      message: `update stuck: ${updated} of ${replicas} replicas have revision ${updateRevision}, and no pod is being replaced`,
      object: ref,
      evidence: { wanted: replicas, updated, currentRevision, updateRevision },
      next: [kubectlCommand(ref.namespace)`rollout status statefulset/${ref.name} --watch=false`, describeCommand(ref)],
    },
  ];
};
