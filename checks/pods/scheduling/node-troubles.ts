import { cordonedSince } from '../../../src/kubernetes/objects/cordon.ts';
import { nodeUnreadySince, removedSince } from '../../../src/kubernetes/objects/node-removal.ts';
import { parseQuantity } from '../../../src/kubernetes/objects/quantity.ts';
import type { NodeRow } from '../../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { effectiveRequest } from './free-capacity.ts';
import { matchesNodeSelection, untoleratedTaints } from './node-fit.ts';

/** The nodes that a pod may run on by its selector, affinity and target, whatever else is wrong with them. */
export const selectedNodes = ({ template, targetNode }: PodRow, nodes: readonly NodeRow[]): readonly NodeRow[] =>
  nodes.filter((node) => matchesNodeSelection(node, template) && (targetNode ?? node.ref.name) === node.ref.name);

/** What keeps a pod off a node: `cordoned for 3h`, `taint dedicated:NoSchedule`. Empty: neither state nor taints do. */
export const nodeTroubles = (node: NodeRow, { template }: PodRow, now: number): readonly string[] => {
  const unready = nodeUnreadySince(node);
  const taints = untoleratedTaints(node, template).filter(({ key }) => unready === undefined || !DOWN_TAINT.test(key));
  const pressures = node.conditions.filter(({ type, status }) => type.endsWith('Pressure') && status === 'True');
  return [
    ...(unready === undefined ? [] : [`NotReady for ${formatDuration(now - unready)}`]),
    ...(node.cordoned === true ? [`cordoned${sinceText(cordonedSince(node), now)}`] : []),
    ...taints.map(({ key, effect, addedAt }) => `taint ${key}:${effect}${sinceText(addedAt, now)}`),
    ...pressures.map(({ type }) => type),
  ];
};

/** `gpu-1 (cordoned for 3h), gpu-2`: nodes, with what keeps a pod off them. */
export const describeNodes = (nodes: readonly NodeRow[], pod: PodRow, now: number): string =>
  nodes
    .map((node) => {
      const troubles = nodeTroubles(node, pod, now);
      return troubles.length === 0 ? node.ref.name : `${node.ref.name} (${troubles.join(', ')})`;
    })
    .join(', ');

/** Taints that say what the Ready condition says. */
const DOWN_TAINT = /^node\.kubernetes\.io\/(?:not-ready|unreachable)$/;

const sinceText = (since: number | undefined, now: number): string =>
  since === undefined ? '' : ` for ${formatDuration(now - since)}`;

/**
 * The nodes whose fall may have left a pod without a place: selected, big enough, and down, cordoned or to be removed since
 * before the pod began to wait. Where other nodes would take it but for its size, only nodes that went down shortly before.
 */
export const fallenNodes = (
  pod: PodRow,
  { nodes, since, isShortOfRoom }: { nodes: readonly NodeRow[]; since: number; isShortOfRoom: boolean },
): readonly NodeRow[] =>
  selectedNodes(pod, nodes).filter((node) => {
    if (!hasRoomWhenEmpty(node, pod)) return false;
    const down = downSince(node);
    if (!isShortOfRoom) return Math.min(down, closedSince(node)) <= since + CLOCK_SLACK_MS;
    return down <= since + CLOCK_SLACK_MS && since - down <= EVICTION_MS;
  });

const CLOCK_SLACK_MS = 60_000;

/** Within this time after a node went down its pods are given up and made anew. */
const EVICTION_MS = 3_600_000;

const downSince = (node: NodeRow): number => {
  const taint = node.taints.find(({ key }) => DOWN_TAINT.test(key));
  return nodeUnreadySince(node) ?? (taint === undefined ? Number.POSITIVE_INFINITY : (taint.addedAt ?? 0));
};

/** Since when a node takes no pods though it may be ready. */
const closedSince = (node: NodeRow): number => {
  const cordoned = node.cordoned === true ? (cordonedSince(node) ?? 0) : Number.POSITIVE_INFINITY;
  return Math.min(cordoned, removedSince(node) ?? Number.POSITIVE_INFINITY);
};

const hasRoomWhenEmpty = ({ allocatable }: NodeRow, { template }: PodRow): boolean =>
  ['cpu', 'memory'].every(
    (resource) =>
      effectiveRequest(template, resource) <= (parseQuantity(allocatable[resource]) ?? Number.POSITIVE_INFINITY),
  );
