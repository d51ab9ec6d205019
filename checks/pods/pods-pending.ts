import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { parseQuantity } from '../../src/kubernetes/objects/quantity.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { volumeClaimsOf } from './references/volume-claims.ts';
import { effectiveRequest, formatAmount, largestFreeCapacity } from './scheduling/free-capacity.ts';
import { unmetLabels, untoleratedTaints } from './scheduling/node-fit.ts';
import { parseRefusals, type SchedulerRefusal, schedulerSummary } from './scheduling/scheduler-message.ts';
import { isActivePod } from './state/pod-lifecycle.ts';

export default defineCheck({
  group: 'pods',
  name: 'pods-pending',
  title: 'Every pod has found a node',
  why: 'A pod that no node takes does not run: capacity is missing, or it asks for a node that is not there.',
  remedy:
    'Follow the reasons of the scheduler: lower the request, add nodes, or correct selector, tolerations or claim.',
  severity: 'sev2',
  needs: ['pods'],
  wants: ['nodes'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long a pod may wait for a node; an autoscaler takes minutes'),
  }),
  run({ pods, nodes, params, now }) {
    const waiting = pods
      .filter((pod) => pod.phase === 'Pending' && pod.node === undefined && isActivePod(pod) && pod.gates === undefined)
      .map((pod) => ({ pod, since: pendingSince(pod), message: findCondition(pod, 'PodScheduled')?.message }))
      .filter(({ since }) => now - since > params.grace)
      .toSorted((one, other) => one.since - other.since);
    return findingsByOwner(waiting, (example) => pendingDetails(example, { now, nodes, pods }));
  },
});

interface PendingPod {
  readonly pod: PodRow;
  readonly since: number;
  readonly message: string | undefined;
}

const pendingSince = (pod: PodRow): number => findCondition(pod, 'PodScheduled')?.at ?? pod.createdAt;

interface ClusterRows {
  readonly now: number;
  readonly nodes: readonly NodeRow[] | undefined;
  readonly pods: readonly PodRow[];
}

const pendingDetails = ({ pod, since, message }: PendingPod, { now, nodes, pods }: ClusterRows): FindingDetails => {
  const refusals = message === undefined ? [] : parseRefusals(message);
  const hints =
    nodes === undefined ? [] : refusals.flatMap((refusal) => schedulingHints(refusal, { pod, nodes, pods }));
  const lostClaim = lostClaimHint(pod, message);
  const lead = `Pending, Unschedulable for ${formatDuration(now - since)}`;
  const why = message === undefined ? `no scheduler looked at it (${schedulerName(pod)})` : schedulerSummary(message);
  return {
    reason: 'unschedulable',
    message: [`${lead}: ${why}`, ...new Set(hints), ...(lostClaim === undefined ? [] : [lostClaim])].join('; '),
    evidence: {
      scheduler: message ?? null,
      reasons: refusals.map(({ kind, text, nodes }) => ({ kind, text, nodes: nodes ?? null })),
      hints: [...new Set(hints)],
      pendingSince: new Date(since).toISOString(),
    },
    next: [
      describeCommand(pod.ref),
      ...(refusals.some(concernsNodes) ? ['kubectl describe nodes'] : []),
      ...(lostClaim === undefined ? [] : [kubectlCommand(pod.ref.namespace)`delete pod ${pod.ref.name}`]),
    ],
    because: pendingCauses(pod, refusals, nodes),
  };
};

/** A StatefulSet makes the claim of a pod only together with the pod. */
const lostClaimHint = ({ ref, owner }: PodRow, message = ''): string | undefined => {
  const claim = /persistentvolumeclaim "([^"]+)" not found/i.exec(message)?.[1];
  if (claim === undefined || owner?.kind !== 'StatefulSet') return undefined;
  return `claim ${claim} was deleted: delete pod ${ref.name}, and StatefulSet ${owner.name} makes both again, the claim empty`;
};

const schedulerName = ({ template }: PodRow): string => template.scheduler ?? 'default-scheduler';

const concernsNodes = ({ kind }: SchedulerRefusal): boolean => kind !== 'volume';

/**
 * The objects that may explain it: unbound claims, or nodes that are down when only taints and cordons keep the pod
 * away.
 */
const pendingCauses = (
  pod: PodRow,
  refusals: readonly SchedulerRefusal[],
  nodes: readonly NodeRow[] = [],
): FindingDetails['because'] & {} => {
  if (refusals.some(({ kind }) => kind === 'volume')) return volumeClaimsOf(pod);
  if (refusals.length === 0 || !refusals.every(({ kind }) => kind === 'taint' || kind === 'cordoned')) return [];
  return nodes.filter(({ taints }) => taints.some(({ key }) => DOWN_TAINTS.has(key))).map(({ ref }) => ref);
};

const DOWN_TAINTS: ReadonlySet<string> = new Set(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']);

type PodInCluster = { readonly pod: PodRow; readonly nodes: readonly NodeRow[]; readonly pods: readonly PodRow[] };

/** What the scheduler's message leaves out: how much is missing, which label, which taint. */
const schedulingHints = (
  { kind, resource }: SchedulerRefusal,
  { pod, nodes, pods }: PodInCluster,
): readonly string[] => {
  const { template } = pod;
  if (kind === 'pods') return fullNodeHints(pod, nodes);
  if (kind === 'resource' && resource !== undefined) return [sizeHint(resource, { pod, nodes, pods })];
  if (kind === 'selector') return unmetLabels(nodes, template).map((label) => `no node has the label ${label}`);
  if (kind !== 'taint') return [];
  const taints = new Set(
    nodes.flatMap((node) => untoleratedTaints(node, template)).map(({ key, effect }) => `${key}:${effect}`),
  );
  return taints.size === 0 ? [] : [`taints that it does not tolerate: ${[...taints].join(', ')}`];
};

const fullNodeHints = ({ targetNode }: PodRow, nodes: readonly NodeRow[]): readonly string[] => {
  const node = nodes.find(({ ref }) => ref.name === targetNode);
  if (node === undefined) return [];
  const room = node.allocatable.pods ?? '?';
  const advice = room === '1' ? ': keep the DaemonSet off such nodes by nodeAffinity' : '';
  return [
    `it is for node ${node.ref.name}, which takes ${room === '1' ? '1 pod' : `${room} pods`} and is full${advice}`,
  ];
};

/** A device plugin that is gone, or calls its devices unhealthy, leaves them in the capacity of the node. */
const lostDevicesHint = (resource: string, nodes: readonly NodeRow[]): string | undefined => {
  const node = nodes.find((one) => (parseQuantity(one.capacity[resource]) ?? 0) > 0);
  return (
    node &&
    `node ${node.ref.name} has ${node.capacity[resource]} in its capacity and none allocatable: its device plugin is gone, or calls them unhealthy`
  );
};

const sizeHint = (resource: string, { pod, nodes, pods }: PodInCluster): string => {
  const request = effectiveRequest(pod.template, resource);
  // The overhead of a RuntimeClass and pod-level requests are no requests of a container.
  const wanted =
    request > 0
      ? `it requests ${resource} ${formatAmount(request, resource)}`
      : `none of its containers requests ${resource}`;
  const room = largestFreeCapacity(resource, { template: pod.template, nodes, pods });
  if (room === undefined) return `${wanted}, ${lostDevicesHint(resource, nodes) ?? 'which no node offers'}`;
  const [free, all] = [formatAmount(room.free, resource), formatAmount(room.allocatable, resource)];
  return `${wanted}, the most that is free on a node is ${free} of ${all} (${room.node})`;
};
