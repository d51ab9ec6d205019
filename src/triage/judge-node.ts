import { findCondition, formatCondition } from '../kubernetes/objects/conditions.ts';
import type { NodeRow } from '../kubernetes/views/nodes.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ObjectRef } from '../model/result.ts';

/** A node that explains why a pod of it is not ready. */
interface BlockedNode {
  readonly ref: ObjectRef;
  readonly text: string;
}

/**
 * What is wrong with the node of a pod: it is not ready, or gone. Undefined when nothing is, or nodes were not read. A check
 * waits longer before it calls a node ill; a request does not.
 */
export const judgeNode = (
  { node: name }: Pick<PodRow, 'node'>,
  nodes: readonly NodeRow[] | undefined,
): BlockedNode | undefined => {
  if (name === undefined || nodes === undefined || nodes.length === 0) return undefined;
  const node = nodes.find(({ ref }) => ref.name === name);
  if (node === undefined) return { ref: { kind: 'Node', name }, text: `there is no node ${name} any more` };
  const ready = findCondition(node, 'Ready');
  if (ready === undefined || ready.status === 'True') return undefined;
  return { ref: node.ref, text: `node ${name} is not ready: ${formatCondition(ready)}` };
};
