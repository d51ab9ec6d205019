import type { NodeRow } from '../views/nodes.ts';

/** The taint that the node controller sets on a cordoned node (`spec.unschedulable`). */
export const CORDON_TAINT = 'node.kubernetes.io/unschedulable';

/** Since when a node is cordoned, by its taint: the cordon itself has no time, and the taint has one mostly. */
export const cordonedSince = ({ taints }: NodeRow): number | undefined =>
  taints.find(({ key }) => key === CORDON_TAINT)?.addedAt;
