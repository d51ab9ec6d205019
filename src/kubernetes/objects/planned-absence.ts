import type { NodeRow } from '../views/nodes.ts';
import { cordonedSince } from './cordon.ts';
import { isBeingRemoved, nodeUnreadySince, REMOVAL_MS } from './node-removal.ts';

export const isNodeReady = (node: NodeRow): boolean => nodeUnreadySince(node) === undefined;

/** Whoever maintains a node cordons it first: that excuses it for as long as a removal. */
const isCordonedForNow = (node: NodeRow, now: number): boolean =>
  node.cordoned === true && now - Math.max(cordonedSince(node) ?? 0, nodeUnreadySince(node) ?? 0) <= REMOVAL_MS;

/** Whether a node is away, or about to go, on purpose, and for no longer than that may take. */
export const isPlannedAbsence = (node: NodeRow, now: number): boolean =>
  isCordonedForNow(node, now) || isBeingRemoved(node, now, nodeUnreadySince(node) ?? now);

/** The names of the nodes whose pods end, or are away, on purpose: those that are removed, and those that restart. */
export const namesOfAbsentNodes = (nodes: readonly NodeRow[], now: number): ReadonlySet<string> =>
  new Set(
    nodes
      .filter((node) => (isNodeReady(node) ? isBeingRemoved(node, now, now) : isPlannedAbsence(node, now)))
      .map(({ ref }) => ref.name),
  );
