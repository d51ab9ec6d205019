import { nodeUnreadySince } from '../../../src/kubernetes/objects/node-removal.ts';
import { parseQuantity } from '../../../src/kubernetes/objects/quantity.ts';
import type { SchedulerRefusal } from '../../../src/kubernetes/objects/scheduler-message.ts';
import type { NodeRow } from '../../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { effectiveRequest, formatAmount, largestFreeCapacity } from './free-capacity.ts';
import { hostPortHints } from './host-ports.ts';
import { describeMissingDevices } from './missing-devices.ts';
import { requiredLabels, unmetLabels, untoleratedTaints } from './node-fit.ts';
import { describeNodes, selectedNodes } from './node-troubles.ts';
import { type VolumeRows, volumeHints } from './volume-hints.ts';

export interface SchedulingRows extends VolumeRows {
  readonly now: number;
  /** Absent: they could not be read. */
  readonly nodes?: readonly NodeRow[] | undefined;
  readonly pods: readonly PodRow[];
}

/** What the scheduler's message leaves out: how much is missing, which label, which taint, which node. */
export const schedulingHints = (
  refusals: readonly SchedulerRefusal[],
  pod: PodRow,
  { now, nodes, pods, ...storage }: SchedulingRows,
): readonly string[] => {
  if (nodes === undefined) return [...new Set(refusals.flatMap((refusal) => hintsWithoutNodes(refusal, pod)))];
  const target = nodes.find(({ ref }) => ref.name === pod.targetNode);
  const candidates = target === undefined ? nodes : [target];
  const hints = refusals.flatMap((refusal) => hintsOfRefusal(refusal, { pod, nodes: candidates, pods, now }));
  const selected = target === undefined ? selectionHints(refusals, { pod, nodes, now }) : targetHints(pod, target, now);
  const volumes = refusals.some(({ kind }) => kind === 'volume') ? volumeHints(pod, { ...storage, nodes, now }) : [];
  return [...new Set([...selected, ...hints, ...volumes])];
};

type PodAmongNodes = { readonly pod: PodRow; readonly nodes: readonly NodeRow[] };

const hintsWithoutNodes = ({ kind, resource }: SchedulerRefusal, { template }: PodRow): readonly string[] => {
  if (kind === 'selector' && requiredLabels(template).length > 0)
    return [`it asks for nodes with ${requiredLabels(template).join(', ')}`];
  const request = resource === undefined ? 0 : effectiveRequest(template, resource);
  return request > 0 ? [`it requests ${resource} ${formatAmount(request, resource as string)}`] : [];
};

const hintsOfRefusal = (
  { kind, resource }: SchedulerRefusal,
  { pod, nodes, pods, now }: PodAmongNodes & { readonly pods: readonly PodRow[]; readonly now: number },
): readonly string[] => {
  const { template } = pod;
  if (kind === 'resource' && resource !== undefined) return [sizeHint(resource, { pod, nodes, pods })];
  if (kind === 'port') return hostPortHints(pod, pods);
  if (kind === 'selector') return unmetLabels(nodes, template).map((label) => `no node has the label ${label}`);
  return kind === 'taint' ? taintHints(pod, nodes, now) : [];
};

/** The nodes that are down, whose taints nobody is to tolerate, and the taints of the others. */
const taintHints = (pod: PodRow, nodes: readonly NodeRow[], now: number): readonly string[] => {
  const down = nodes.filter((node) => nodeUnreadySince(node) !== undefined);
  const up = nodes.filter((node) => !down.includes(node));
  const taints = new Set(
    up.flatMap((node) => untoleratedTaints(node, pod.template)).map(({ key, effect }) => `${key}:${effect}`),
  );
  const named = abbreviateList(down.map((node) => describeNodes([node], pod, now)));
  return [
    ...(down.length === 0 ? [] : [`${pluralize(down.length, 'node is', 'nodes are')} down: ${named}`]),
    ...(taints.size === 0 ? [] : [`taints that it does not tolerate: ${[...taints].join(', ')}`]),
  ];
};

/** How many nodes a selector may allow for them to be named. */
const FEW_NODES = 3;

/** The few nodes that a selector or affinity allows, and what is wrong with them. */
const selectionHints = (
  refusals: readonly SchedulerRefusal[],
  { pod, nodes, now }: PodAmongNodes & { readonly now: number },
): readonly string[] => {
  if (!refusals.some(({ kind }) => kind === 'selector') || unmetLabels(nodes, pod.template).length > 0) return [];
  const selected = selectedNodes(pod, nodes);
  const labels = requiredLabels(pod.template);
  if (selected.length === 0) return labels.length > 1 ? [`no node has all of ${labels.join(', ')}`] : [];
  if (selected.length > FEW_NODES || selected.length === nodes.length) return [];
  return [
    `only ${describeNodes(selected, pod, now)} ${selected.length === 1 ? 'has' : 'have'} the labels that it asks for`,
  ];
};

/** The one node that a pod of a DaemonSet is for, and what is wrong with it. */
const targetHints = (pod: PodRow, node: NodeRow, now: number): readonly string[] => {
  const room = parseQuantity(node.allocatable.pods);
  const full =
    room === 1
      ? ', which takes 1 pod and is full: keep the DaemonSet off such nodes by nodeAffinity'
      : `, which takes ${room ?? '?'} pods and is full`;
  const isFull = pod.conditions.some(({ message = '' }) => /\d Too many pods/.test(message));
  return [`it is for node ${describeNodes([node], pod, now)}${isFull ? full : ''}`];
};

const sizeHint = (
  resource: string,
  { pod, nodes, pods }: PodAmongNodes & { readonly pods: readonly PodRow[] },
): string => {
  const request = effectiveRequest(pod.template, resource);
  // The overhead of a RuntimeClass and pod-level requests are no requests of a container.
  const wanted =
    request > 0
      ? `it requests ${resource} ${formatAmount(request, resource)}`
      : `none of its containers requests ${resource}`;
  const room = largestFreeCapacity(resource, { template: pod.template, nodes, pods });
  if (room === undefined) return `${wanted}, ${describeMissingDevices(resource, nodes) ?? 'which no node offers'}`;
  const [free, all] = [formatAmount(room.free, resource), formatAmount(room.allocatable, resource)];
  const lost = describeMissingDevices(
    resource,
    nodes.filter(({ ref }) => ref.name === room.node),
  );
  return `${wanted}, the most that is free on a node is ${free} of ${all} (${room.node})${lost === undefined ? '' : `; ${lost}`}`;
};
