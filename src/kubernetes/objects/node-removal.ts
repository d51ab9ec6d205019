import type { NodeRow, TaintRow } from '../views/nodes.ts';
import { findCondition, findConditionWithStatus } from './conditions.ts';

/**
 * Taints by which autoscalers, clouds and administrators announce that a node goes away, on purpose. Taints that only
 * describe a node, as those of spot nodes do, are not among them.
 */
const REMOVAL_TAINTS: readonly RegExp[] = [
  /^ToBeDeletedByClusterAutoscaler$/,
  /^DeletionCandidateOfClusterAutoscaler$/,
  /^karpenter\.sh\/disrupt(?:ed|ion)$/,
  /^aws-node-termination-handler\//,
  /^cloud\.google\.com\/impending-node-termination$/,
  /^node\.cloudprovider\.kubernetes\.io\/shutdown$/,
  /^node\.kubernetes\.io\/out-of-service$/,
  /impending|interruption|rebalance-recommendation|scheduled-maintenance/i,
];

/** How long a removal may take: what lasts longer was forgotten, or hangs. */
export const REMOVAL_MS = 3_600_000;

/** The taint that says that a node is being removed: the newest, as the others may be left from another time. */
export const removalTaint = ({ taints }: NodeRow): TaintRow | undefined =>
  taints
    .filter(({ key, effect }) => effect !== 'PreferNoSchedule' && REMOVAL_TAINTS.some((taint) => taint.test(key)))
    .toSorted((one, other) => (taintedAt(other) ?? 0) - (taintedAt(one) ?? 0))[0];

/** When a taint was set; the cluster autoscaler writes the Unix time into the value of its own. */
const taintedAt = ({ addedAt, value = '' }: TaintRow): number | undefined =>
  addedAt ?? (/^1\d{9}$/.test(value) ? Number(value) * 1000 : undefined);

/** Since when a node is being removed, in milliseconds since the epoch; undefined where nothing tells. */
export const removedSince = (node: NodeRow): number | undefined => {
  const taint = removalTaint(node);
  return node.deletingAt ?? (taint && taintedAt(taint));
};

/**
 * Whether a node is deleted, or being removed by its autoscaler or its cloud, for no longer than that may take. `since` is
 * the time that counts where nothing tells when it began.
 */
export const isBeingRemoved = (node: NodeRow, now: number, since: number): boolean =>
  (node.deletingAt !== undefined || removalTaint(node) !== undefined) &&
  now - (removedSince(node) ?? since) <= REMOVAL_MS;

/** Whether a node was to be removed longer ago than that may take. */
export const isRemovalOverdue = (node: NodeRow, now: number): boolean => now - (removedSince(node) ?? now) > REMOVAL_MS;

/** Since when a node is not ready; undefined when it is. */
export const nodeUnreadySince = (node: NodeRow): number | undefined =>
  findConditionWithStatus(node, 'Ready', 'True') === undefined
    ? (findCondition(node, 'Ready')?.at ?? node.createdAt)
    : undefined;
