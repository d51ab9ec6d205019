import type { MetaRow } from '../../../src/kubernetes/fields/object-meta.ts';
import { describeCommand, getFieldCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import { ownerOf } from '../../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';

type Pods = readonly PodRow[] | undefined;

/** Whether pods of a controller are still within their own time to stop: a deletion in the foreground waits for them. */
export const hasLeavingPods = ({ ref }: MetaRow, pods: Pods, limit: number): boolean =>
  podsOf(ref, pods).some(({ deletingAt = 0 }) => deletingAt >= limit);

const podsOf = (ref: MetaRow['ref'], pods: Pods = []): readonly PodRow[] =>
  pods.filter(
    (pod) =>
      objectKey(ownerOf(pod)) === objectKey(ref) ||
      (pod.owner?.kind === ref.kind && pod.owner.name === ref.name && pod.ref.namespace === ref.namespace),
  );

interface HeldContext {
  readonly pods?: Pods;
  readonly now: number;
}

/** Says of a deleted object how long its finalizers hold it, and which. */
export const heldDeletionFinding = (
  { ref, deletingAt = 0, finalizers = [] }: MetaRow,
  { pods, now }: HeldContext,
): Finding => ({
  reason: 'deletion_held',
  message: `deleted ${formatDuration(now - deletingAt)} ago and still there: its finalizers hold it: ${finalizers.join(', ')}`,
  object: ref,
  evidence: { finalizers, deletedAt: new Date(deletingAt).toISOString() },
  next: [describeCommand(ref), getFieldCommand(ref, '{.metadata.finalizers}')],
  because: podsOf(ref, pods).map((pod) => pod.ref),
});
