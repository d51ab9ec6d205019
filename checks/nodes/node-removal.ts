import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';

/**
 * Taints by which autoscalers and clouds tell that a node is going: it is meant to be so. One that merely says what
 * kind of node it is, spot for one, is none of them.
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

/** A node that is deleted, or taken away by its autoscaler or its cloud. */
export const isGoing = ({ deletingAt, taints }: NodeRow): boolean =>
  deletingAt !== undefined ||
  taints.some(({ key, effect }) => effect !== 'PreferNoSchedule' && REMOVAL_TAINTS.some((taint) => taint.test(key)));
