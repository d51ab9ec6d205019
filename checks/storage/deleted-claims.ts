import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { PersistentVolumeClaimRow } from '../../src/kubernetes/views/persistent-volume-claims.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../src/model/result.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

/** The pods that run, or are to, and mount a claim. */
export const usersOfClaim = ({ ref }: PersistentVolumeClaimRow, pods: readonly PodRow[]): readonly PodRow[] =>
  pods.filter(
    (pod) =>
      pod.ref.namespace === ref.namespace &&
      pod.deletingAt === undefined &&
      pod.phase !== 'Succeeded' &&
      pod.phase !== 'Failed' &&
      pod.claims?.includes(ref.name) === true,
  );

interface DeletionContext {
  readonly pods: readonly PodRow[];
  /** How long the deletion may wait. */
  readonly grace: number;
  readonly now: number;
}

/**
 * A claim that is deleted while a pod uses it stays until that pod is gone (finalizer `kubernetes.io/pvc-protection`), and
 * takes its data along then. A pod that is leaving itself is how it should be.
 */
export const deletedClaimFindings = (
  row: PersistentVolumeClaimRow,
  { pods, grace, now }: DeletionContext,
): readonly Finding[] => {
  const { ref, deletingAt = 0, volume, finalizers = [] } = row;
  const users = usersOfClaim(row, pods);
  const [user] = users;
  if (user === undefined || now - deletingAt <= grace) return [];
  return [
    {
      reason: 'claim_deleted',
      level: 'warning',
      message: `deleted ${formatDuration(now - deletingAt)} ago and still in use by pod ${user.ref.name}: when that pod restarts, the claim and its data are gone`,
      object: ref,
      evidence: {
        deletedAt: new Date(deletingAt).toISOString(),
        usedBy: users.map((pod) => pod.ref.name),
        finalizers,
        volume: volume ?? null,
      },
      next: [
        kubectlCommand(ref.namespace)`describe pvc ${ref.name}`,
        ...(volume === undefined
          ? []
          : [
              kubectlCommand(
                undefined,
              )`get persistentvolume ${volume} -o jsonpath={.spec.persistentVolumeReclaimPolicy}`,
            ]),
      ],
    },
  ];
};
