import { findCondition, findConditionWithStatus } from '../../src/kubernetes/objects/conditions.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import { cordonedSince } from './cordon.ts';
import { isBeingRemoved, REMOVAL_MS } from './node-removal.ts';

/** Since when a node is as ready as it is, in milliseconds since the epoch. */
export const nodeUnreadySince = (node: NodeRow): number => findCondition(node, 'Ready')?.at ?? node.createdAt;

export const isNodeReady = (node: NodeRow): boolean => findConditionWithStatus(node, 'Ready', 'True') !== undefined;

/** Whoever maintains a node cordons it first: that excuses it for as long as a removal. */
const isCordonedForNow = (node: NodeRow, now: number): boolean =>
  node.cordoned === true && now - Math.max(cordonedSince(node) ?? 0, nodeUnreadySince(node)) <= REMOVAL_MS;

/** Whether a node is away, or about to go, on purpose, and for no longer than that may take. */
export const isPlannedAbsence = (node: NodeRow, now: number): boolean =>
  isCordonedForNow(node, now) || isBeingRemoved(node, now, nodeUnreadySince(node));

/** The names of the nodes whose pods end, or are away, on purpose: those that are removed, and those that restart. */
export const namesOfAbsentNodes = (nodes: readonly NodeRow[], now: number): ReadonlySet<string> =>
  new Set(
    nodes
      .filter((node) => (isNodeReady(node) ? isBeingRemoved(node, now, now) : isPlannedAbsence(node, now)))
      .map(({ ref }) => ref.name),
  );
