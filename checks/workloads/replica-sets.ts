import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { MetaRow } from '../../src/kubernetes/fields/object-meta.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { objectKey } from '../../src/kubernetes/objects/object-key.ts';
import { longestUnready, unreadySince } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { childrenLookup, type WorkloadChildren } from './workload-children.ts';

export default defineCheck({
  group: 'workloads',
  name: 'replica-sets',
  title: 'ReplicaSets that stand alone and DeploymentConfigs have available pods',
  why: 'A ReplicaSet or ReplicationController without a Deployment has nobody above it that would tell of its pods.',
  remedy: 'Look at its pods, or at why they are not created.',
  severity: 'sev3',
  needs: ['replicaSets', 'pods'],
  wants: ['replicationControllers'],
  judges: ['replicaSets', 'replicationControllers'],
  params: z.strictObject({ grace: duration().prefault('5m').describe('How long none of its pods may be available') }),
  run({ replicaSets, pods, replicationControllers = [], params, now }) {
    const inside = childrenLookup({ pods });
    const judged = [...replicaSets, ...replicationControllers].filter(
      ({ owner, deletingAt }) => (owner === undefined || owner.kind === CONFIG) && deletingAt === undefined,
    );
    return [...Map.groupBy(judged, (row) => objectKey(toldObject(row))).values()].flatMap((revisions) => {
      const row = revisions.findLast(({ replicas }) => replicas > 0);
      if (row === undefined || revisions.some(({ available }) => available > 0)) return [];
      const there = inside(toldObject(row));
      const since = unavailableSince(row, there);
      return now - since > params.grace ? [unavailableFinding(row, there, now - since)] : [];
    });
  },
});

/** Of OpenShift. It is not read: its ReplicationControllers, one for each revision, tell of it. */
const CONFIG = 'DeploymentConfig';

/** What an operator calls the object: the DeploymentConfig that it is a revision of, or the object itself. */
const toldObject = ({ ref, owner }: MetaRow): ObjectRef =>
  owner?.kind === CONFIG ? { ...ref, kind: owner.kind, name: owner.name } : ref;

/** Since when no replica is available, by the pod that changed last: the status has no time. */
const unavailableSince = ({ createdAt }: MetaRow, { pods }: WorkloadChildren): number =>
  Math.max(createdAt, ...pods.map((pod) => unreadySince(pod) ?? pod.createdAt));

interface ReplicatedRow extends MetaRow {
  readonly replicas: number;
  readonly current: number;
}

const unavailableFinding = (row: ReplicatedRow, { pods }: WorkloadChildren, ms: number): Finding => {
  const { ref, replicas, current } = row;
  const object = toldObject(row);
  const example = longestUnready(pods);
  return {
    reason: 'replicas_missing',
    message: `0 of ${replicas} replicas available for ${formatDuration(ms)}`,
    object,
    objects: object === ref ? [] : [ref],
    evidence: { ...(example === undefined ? {} : { pod: example.ref.name }), wanted: replicas, available: 0, current },
    next: [describeCommand(object)],
    because: [...pods.map((pod) => pod.ref), ref],
  };
};
