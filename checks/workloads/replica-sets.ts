import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { MetaRow } from '../../src/kubernetes/fields/object-meta.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { longestUnready, unreadySince } from '../pods/state/pod-readiness.ts';
import { childrenLookup, type WorkloadChildren } from './workload-children.ts';

export default defineCheck({
  group: 'workloads',
  name: 'replica-sets',
  title: 'ReplicaSets that stand alone have pods that are available',
  why: 'A ReplicaSet or ReplicationController without a Deployment has nobody above it that would tell of its pods.',
  remedy: 'Look at its pods, or at why they are not created.',
  severity: 'sev3',
  needs: ['replicaSets', 'pods'],
  wants: ['replicationControllers'],
  judges: ['replicaSets', 'replicationControllers'],
  params: z.strictObject({ grace: duration().prefault('5m').describe('How long none of its pods may be available') }),
  run({ replicaSets, pods, replicationControllers = [], params, now }) {
    const inside = childrenLookup({ pods });
    return [...replicaSets, ...replicationControllers]
      .filter(({ owner, deletingAt }) => owner === undefined && deletingAt === undefined)
      .filter(({ replicas, available }) => replicas > 0 && available === 0)
      .flatMap((row) => {
        const there = inside(row.ref);
        const since = unavailableSince(row, there);
        return now - since > params.grace ? [unavailableFinding(row, there, now - since)] : [];
      });
  },
});

/** Since when no replica is available, by the pod that changed last: the status has no time. */
const unavailableSince = ({ createdAt }: MetaRow, { pods }: WorkloadChildren): number =>
  Math.max(createdAt, ...pods.map((pod) => unreadySince(pod) ?? pod.createdAt));

interface ReplicatedRow extends MetaRow {
  readonly replicas: number;
  readonly current: number;
}

const unavailableFinding = (
  { ref, replicas, current }: ReplicatedRow,
  { pods }: WorkloadChildren,
  ms: number,
): Finding => {
  const example = longestUnready(pods);
  return {
    reason: 'replicas_missing',
    message: `0 of ${replicas} replicas available for ${formatDuration(ms)}`,
    object: ref,
    evidence: { ...(example === undefined ? {} : { pod: example.ref.name }), wanted: replicas, available: 0, current },
    next: [describeCommand(ref)],
    because: [...pods.map((pod) => pod.ref), ref],
  };
};
