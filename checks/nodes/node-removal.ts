import type { NodeRow, TaintRow } from '../../src/kubernetes/views/nodes.ts';

/**
 * Taints by which autoscalers and clouds announce that they remove a node, on purpose. Taints that only describe a
 * node, as those of spot nodes do, are not among them.
 */
const REMOVAL_TAINTS: readonly RegExp[] = [
  /^ToBeDeletedByClusterAutoscaler$/,
  /^DeletionCandidateOfClusterAutoscaler$/,
  /^karpenter\.sh\/disrupt(?:ed|ion)$/,
  /^aws-node-termination-handler\//,
  /^cloud\.google\.com\/impending-node-termination$/,
  /^node\.cloudprovider\.kubernetes\.io\/shutdown$/,
  /impending|interruption|rebalance-recommendation|scheduled-maintenance/i,
];

/** How long a removal may take: what lasts longer was forgotten, or hangs. */
export const REMOVAL_MS = 3_600_000;

/** The taint that says that a node is being removed. */
export const removalTaint = ({ taints }: NodeRow): TaintRow | undefined =>
  taints.find(({ key, effect }) => effect !== 'PreferNoSchedule' && REMOVAL_TAINTS.some((taint) => taint.test(key)));

/** Since when a node is being removed, in milliseconds since the epoch; undefined where nothing tells. */
export const removedSince = (node: NodeRow): number | undefined => {
  const taint = removalTaint(node);
  return node.deletingAt ?? taint?.addedAt ?? taintValueTime(taint);
};

/** The cluster autoscaler writes the Unix time into the value of its taint. */
const taintValueTime = ({ value = '' }: Partial<TaintRow> = {}): number | undefined =>
  /^1\d{9}$/.test(value) ? Number(value) * 1000 : undefined;

/**
 * Whether a node is deleted, or being removed by its autoscaler or its cloud, for no longer than that may take. `since` is
 * the time that counts where nothing tells when it began.
 */
export const isBeingRemoved = (node: NodeRow, now: number, since: number): boolean =>
  (node.deletingAt !== undefined || removalTaint(node) !== undefined) &&
  now - (removedSince(node) ?? since) <= REMOVAL_MS;
