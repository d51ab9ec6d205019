import type { MetaRow } from '../../../src/kubernetes/fields/object-meta.ts';
import { kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../../src/model/result.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { heldDeletionFinding } from './held-objects.ts';

const PROTECTION = 'kubernetes.io/pvc-protection';

const hasEnded = ({ phase }: PodRow): boolean => phase === 'Succeeded' || phase === 'Failed';

const podsWithClaim = ({ ref }: MetaRow, pods: readonly PodRow[]): readonly PodRow[] =>
  pods.filter((pod) => pod.ref.namespace === ref.namespace && pod.claims?.includes(ref.name) === true);

/** Whether a pod that has not ended keeps a deleted claim; undefined where pods could not be read. */
export const isClaimInUse = (row: MetaRow, pods: readonly PodRow[] | undefined): boolean | undefined =>
  pods && podsWithClaim(row, pods).some((pod) => !hasEnded(pod));

/**
 * Says of a deleted claim that no pod uses what holds it. Kubernetes counts pods that have ended, too, as long as their objects
 * are there (kubernetes/kubernetes#120756): then it goes away with them, and nothing is wrong but that.
 */
export const heldClaimFinding = (row: MetaRow, pods: readonly PodRow[], now: number): Finding => {
  const finding = heldDeletionFinding(row, { pods, now });
  const names = podsWithClaim(row, pods).map(({ ref }) => ref.name);
  const { ref, finalizers = [] } = row;
  if (names.length === 0 || !finalizers.includes(PROTECTION)) return finding;
  const who = pluralize(names.length, 'pod has ended and still counts', 'pods have ended and still count');
  return {
    ...finding,
    ...(finalizers.length === 1 ? { level: 'warning' } : {}),
    message: `${finding.message}; ${who} as using it: ${abbreviateList(names)}`,
    evidence: { ...finding.evidence, pods: names },
    next: [kubectlCommand(ref.namespace)`delete pod ${names[0] as string}`, ...(finding.next ?? [])],
  };
};
