import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { cordonedSince } from '../../src/kubernetes/objects/cordon.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isBeingRemoved } from '../../src/kubernetes/objects/node-removal.ts';
import { isNodeReady, namesOfAbsentNodes } from '../../src/kubernetes/objects/planned-absence.ts';
import { longestUnready, unreadySince } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { DaemonSetRow } from '../../src/kubernetes/views/daemon-sets.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'workloads',
  name: 'daemonset-pods',
  title: 'DaemonSets run on all of their nodes',
  why: 'A node without its network, log or storage agent runs pods that are cut off in one way or another.',
  remedy: 'Look at the pod of the node that lacks it: its events, and whether the node has room.',
  severity: 'sev2',
  needs: ['daemonSets', 'pods'],
  wants: ['nodes'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long a pod may be not ready'),
    update: duration().prefault('15m').describe('The same while an update is under way'),
    missing: duration()
      .prefault('10m')
      .describe('How long after the last change of its pods or nodes one may be missing'),
  }),
  run({ daemonSets, pods, nodes = [], params, now }) {
    const faulty = daemonSets.filter(
      (row) => row.deletingAt === undefined && (row.ready < row.desired || hasMisplacedPods(row)),
    );
    if (faulty.length === 0) return [];
    const down = new Set([
      ...nodes.filter((node) => !isNodeReady(node)).map(({ ref }) => ref.name),
      ...namesOfAbsentNodes(nodes, now),
    ]);
    const owned = Map.groupBy(pods, ({ ref, owner }) => `${owner?.kind}/${ref.namespace}/${owner?.name}`);
    const changing = nodes.filter((node) => isNodeChanging(node, { limit: now - params.missing, now })).length;
    return faulty.flatMap((row) => {
      const mine = owned.get(`DaemonSet/${row.ref.namespace}/${row.ref.name}`) ?? [];
      const grace = row.updated < row.desired ? params.update : params.grace;
      const unready = mine.filter((pod) => isUnready(pod, now - grace) && !down.has(pod.node ?? ''));
      if (unready.length > 0) return [unreadyPodFinding(row, { unready, now })];
      return isSettled(row, { pods: mine, limit: now - params.missing }) ? countFindings(row, changing) : [];
    });
  },
});

/** Judges the counts of the status. They name no nodes: as many as just changed are excused. */
const countFindings = (row: DaemonSetRow, changing: number): readonly Finding[] => {
  if (row.desired - row.current > changing) return [missingPodsFinding(row)];
  return row.misscheduled > changing ? [misplacedPodsFinding(row)] : [];
};

const hasMisplacedPods = ({ misscheduled }: DaemonSetRow): boolean => misscheduled > 0;

const isUnready = (pod: PodRow, limit: number): boolean =>
  pod.deletingAt === undefined && (unreadySince(pod) ?? Number.POSITIVE_INFINITY) < limit;

/** Whether no pod was created or deleted since the limit; the counts have no time of their own. */
const isSettled = (row: DaemonSetRow, { pods, limit }: { pods: readonly PodRow[]; limit: number }): boolean =>
  row.createdAt < limit &&
  row.observedGeneration >= row.generation &&
  pods.every((pod) => pod.deletingAt === undefined && pod.createdAt < limit);

/**
 * Whether a node was added, cordoned or tainted since the limit, or is being removed. DaemonSets run on nodes that stay
 * cordoned, too; a taint that they do not tolerate takes the node from those that they want.
 */
const isNodeChanging = (node: NodeRow, { limit, now }: { limit: number; now: number }): boolean =>
  node.createdAt >= limit ||
  isBeingRemoved(node, now, now) ||
  (node.cordoned === true && (cordonedSince(node) ?? Number.POSITIVE_INFINITY) >= limit) ||
  node.taints.some(({ addedAt = 0 }) => addedAt >= limit);

const unreadyPodFinding = (
  row: DaemonSetRow,
  { unready, now }: { unready: readonly PodRow[]; now: number },
): Finding => {
  const example = longestUnready(unready) as PodRow;
  const since = unreadySince(example) as number;
  const { ref, desired, ready, available, updated } = row;
  return {
    reason: 'daemon_missing',
    message: `${ready} of ${desired} pods ready: ${example.ref.name} on ${example.node ?? 'no node'} is not, for ${formatDuration(now - since)}`,
    object: ref,
    evidence: {
      pod: example.ref.name,
      wanted: desired,
      ready,
      available,
      updated,
      nodes: unready.map(({ node }) => node ?? null),
    },
    next: [describeCommand(example.ref)],
    because: unready.flatMap((pod) => [pod.ref, ...(pod.node === undefined ? [] : [{ kind: 'Node', name: pod.node }])]),
  };
};

const missingPodsFinding = ({ ref, desired, current, ready }: DaemonSetRow): Finding => ({
  reason: 'daemon_missing',
  message: `scheduled on ${current} of ${desired} nodes: ${pluralize(desired - current, 'pod is', 'pods are')} not created`,
  object: ref,
  evidence: { wanted: desired, current, ready },
  next: [describeCommand(ref)],
});

const misplacedPodsFinding = ({ ref, misscheduled }: DaemonSetRow): Finding => ({
  reason: 'daemon_misplaced',
  level: 'warning',
  message: `${pluralize(misscheduled, 'pod runs on a node', 'pods run on nodes')} that it is not meant for (numberMisscheduled)`,
  object: ref,
  evidence: { misscheduled },
  next: [describeCommand(ref)],
});
