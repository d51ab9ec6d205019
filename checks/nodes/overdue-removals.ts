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
  if (deletingAt === undefined) return describeTaint(removalTaint(node)?.key ?? '', ago);
  return `was deleted ${ago} and is still there${finalizers.length === 0 ? '' : `: its finalizers hold it: ${finalizers.join(', ')}`}`;
};

/** The taint of a machine that its cloud says is switched off, and the one by which somebody gives up a node for now. */
const SHUTDOWN_TAINT = 'node.cloudprovider.kubernetes.io/shutdown';
const OUT_OF_SERVICE_TAINT = 'node.kubernetes.io/out-of-service';

const describeTaint = (key: string, ago: string): string => {
  if (key === SHUTDOWN_TAINT)
    return `was shut down in its cloud ${ago} (taint ${key}): start its machine again, or delete the node`;
  if (key === OUT_OF_SERVICE_TAINT)
    return `was marked out of service ${ago} (taint ${key}): take the taint off once it is mended`;
  return `was to be removed ${ago} (taint ${key}) and is still there: it takes no pods`;
};
