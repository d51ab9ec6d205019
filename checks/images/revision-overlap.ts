import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { DeploymentRow } from '../../src/kubernetes/views/deployments.ts';
import type { ReplicaSetRow } from '../../src/kubernetes/views/replica-sets.ts';
import type { Finding } from '../../src/model/result.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

export default defineCheck({
  group: 'images',
  name: 'revision-overlap',
  title: 'One revision of each Deployment runs',
  why: 'Old and new pods that serve side by side for long give two answers to one question.',
  remedy: 'See why the new pods do not become available, then finish the rollout or undo it.',
  severity: 'sev3',
  needs: ['deployments', 'replicaSets'],
  params: z.strictObject({}),
  run({ deployments, replicaSets, now, note }) {
    const alive = replicaSets.filter(({ replicas, deletingAt }) => replicas > 0 && deletingAt === undefined);
    const byOwner = Map.groupBy(alive, ({ owner }) => owner?.uid);
    return deployments.flatMap((deployment) => {
      const revisions = byOwner.get(deployment.uid) ?? [];
      if (revisions.length < 2 || deployment.deletingAt !== undefined) return [];
      const overlap = now - lastProgressAt(deployment, revisions);
      if (overlap <= deployment.progressDeadlineSeconds * 1000) return [];
      if (deployment.paused !== true) return [overlapFinding(deployment, revisions, overlap)];
      note(`${deployment.ref.namespace}/${deployment.ref.name} is paused with ${revisions.length} revisions`);
      return [];
    });
  },
});

/** When the rollout last made progress, in milliseconds since the epoch; the progress deadline starts anew then. */
const lastProgressAt = ({ conditions, createdAt }: DeploymentRow, revisions: readonly ReplicaSetRow[]): number => {
  const progressing = conditions.find(({ type }) => type === 'Progressing');
  const moved = progressing?.status === 'True' ? (progressing.updatedAt ?? progressing.at ?? 0) : 0;
  return Math.max(createdAt, moved, ...revisions.map((revision) => revision.createdAt));
};

const overlapFinding = (
  { ref, progressDeadlineSeconds }: DeploymentRow,
  revisions: readonly ReplicaSetRow[],
  ms: number,
): Finding => {
  const parts = revisions
    .toSorted((one, other) => one.createdAt - other.createdAt)
    .map(({ ref, revision, ready, replicas, template }) => ({
      replicaSet: ref.name,
      revision: revision ?? null,
      ready,
      replicas,
      images: template?.containers.map(({ image }) => image) ?? [],
    }));
  const texts = parts.map(({ replicaSet, ready, replicas }) => `${replicaSet} (${ready} of ${replicas} ready)`);
  return {
    reason: 'revision_overlap',
    level: 'warning',
    message: `${parts.length} revisions run side by side for ${formatDuration(ms)}, the progress deadline is ${formatDuration(progressDeadlineSeconds * 1000)}: ${texts.join(', ')}`,
    object: ref,
    evidence: { revisions: parts },
    next: [kubectlCommand(ref.namespace)`rollout history deployment ${ref.name}`],
    // A stuck rollout is a finding about the same Deployment, and explains this one.
    because: [ref],
  };
};
