import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';

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

/** Whether a node is deleted, or being removed by its autoscaler or its cloud. */
export const isBeingRemoved = ({ deletingAt, taints }: NodeRow): boolean =>
  deletingAt !== undefined ||
  taints.some(({ key, effect }) => effect !== 'PreferNoSchedule' && REMOVAL_TAINTS.some((taint) => taint.test(key)));
