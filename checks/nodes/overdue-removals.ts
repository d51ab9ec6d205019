import { findConditionWithStatus } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isRemovalOverdue, removalTaint, removedSince } from '../../src/kubernetes/objects/node-removal.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { Finding } from '../../src/model/result.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

/** A node that was to be removed and is still there, ready; of one that is not ready, node-readiness has a finding. */
export const overdueRemovalFindings = (node: NodeRow, now: number): readonly Finding[] => {
  if (!isRemovalOverdue(node, now) || findConditionWithStatus(node, 'Ready', 'True') === undefined) return [];
  const since = removedSince(node) as number;
  const taint = node.deletingAt === undefined ? removalTaint(node) : undefined;
  return [
    {
      reason: 'node_removal',
      level: 'warning',
      message: describeOverdueRemoval(node, now),
      object: node.ref,
      evidence: {
        taint: taint?.key ?? null,
        finalizers: node.finalizers ?? [],
        since: new Date(since).toISOString(),
      },
      next: [
        ...(taint === undefined ? [] : [kubectlCommand(undefined)`taint nodes ${node.ref.name} ${taint.key}-`]),
        describeCommand(node.ref),
      ],
    },
  ];
};

/** `was to be removed 3d ago (taint ToBeDeletedByClusterAutoscaler) and is still there: it takes no pods`. */
export const describeOverdueRemoval = (node: NodeRow, now: number): string => {
  const ago = `${formatDuration(now - (removedSince(node) ?? now))} ago`;
  const { deletingAt, finalizers = [] } = node;
  if (deletingAt === undefined)
    return `was to be removed ${ago} (taint ${removalTaint(node)?.key}) and is still there: it takes no pods`;
  return `was deleted ${ago} and is still there${finalizers.length === 0 ? '' : `: its finalizers hold it: ${finalizers.join(', ')}`}`;
};
