import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition, findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { longestUnready } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { DeploymentRow } from '../../src/kubernetes/views/deployments.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { judgeReplica } from '../../src/status/judge-replica.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { behindFinding, isBehind } from '../resources/controller-behind.ts';
import { childRefs, childrenLookup, type WorkloadChildren } from './workload-children.ts';

export default defineCheck({
  group: 'workloads',
  name: 'deployment-rollouts',
  title: 'Deployments finish their rollouts',
  why: 'A stuck rollout serves the old version, or half of the replicas, for ever.',
  remedy: 'Describe the newest ReplicaSet and follow its pods: image, probe, quota.',
  severity: 'sev2',
  needs: ['deployments'],
  wants: ['replicaSets', 'pods'],
  params: z.strictObject({
    grace: duration().prefault('0s').describe('How long a rollout may be past its own progress deadline'),
    unseen: duration()
      .prefault('15m')
      .describe('How long its controller may have nothing to say of a Deployment that was changed'),
  }),
  run({ deployments, replicaSets, pods, params, now }) {
    const inside = childrenLookup({ replicaSets, pods });
    return deployments
      .filter(({ replicas, paused, deletingAt }) => replicas > 0 && paused === undefined && deletingAt === undefined)
      .flatMap((row) => {
        const stuck = stuckCondition(row);
        if (stuck !== undefined && now - (stuck.at ?? row.createdAt) >= params.grace)
          return [stuckRolloutFinding(row, { inside: inside(row.ref), now })];
        return isBehind(row, now - params.unseen) ? [behindFinding(row, ['kubectl -n kube-system get leases'])] : [];
      });
  },
});

/**
 * The condition of a rollout past its deadline. Counts would not show it: a stuck surge may have all of its old
 * replicas.
 */
const stuckCondition = (row: DeploymentRow) => {
  const condition = findConditionWithStatus(row, 'Progressing', 'False');
  return condition?.reason === 'ProgressDeadlineExceeded' ? condition : undefined;
};

/** What the kubelet says of a pod while its volumes or its network are on the way; only events tell which of them. */
const CREATING = 'ContainerCreating';

/**
 * What the pod waits for, whatever the graces of the checks of pods: the deadline of its rollout is over. Undefined where
 * it does well, or is on its way out.
 */
const obstacleOf = (pod: PodRow, now: number): string | undefined => {
  const { state, text } = judgeReplica(pod, now);
  return text === '' || state === 'Decommissioned' ? undefined : text;
};

const stuckRolloutFinding = (
  row: DeploymentRow,
  { inside, now }: { inside: WorkloadChildren; now: number },
): Finding => {
  const newest = inside.replicaSets.find(({ revision }) => revision !== undefined && revision === row.revision);
  const ofNewest = inside.pods.filter(({ owner }) => newest === undefined || owner?.name === newest.ref.name);
  const example = longestUnready(ofNewest);
  const condition = findCondition(row, 'Progressing');
  const obstacle = example === undefined ? undefined : obstacleOf(example, now);
  const since = formatDuration(now - (condition?.at ?? row.createdAt));
  return {
    reason: 'rollout_stuck',
    message: [
      `rollout stuck for ${since} past its deadline of ${row.progressDeadlineSeconds} s${obstacle === undefined ? '' : `: ${obstacle}`}`,
      ...(condition === undefined ? [] : [formatCondition(condition)]),
      `${row.updated} of ${row.replicas} updated, ${row.available} available`,
    ].join('; '),
    ...(obstacle === undefined ? {} : { brief: `${obstacle}; rollout stuck` }),
    object: row.ref,
    objects: newest === undefined ? [] : [newest.ref],
    evidence: {
      ...(example === undefined ? {} : { pod: example.ref.name }),
      ...(obstacle?.startsWith(CREATING) ? { guess: CREATING } : {}),
      ...{ wanted: row.replicas, updated: row.updated, ready: row.ready, available: row.available },
      ...{ replicaSet: newest?.ref.name ?? null, deadlineSeconds: row.progressDeadlineSeconds },
    },
    next: [
      kubectlCommand(row.ref.namespace)`rollout status deployment/${row.ref.name} --watch=false`,
      newest === undefined ? describeCommand(row.ref) : describeCommand(newest.ref),
    ],
    because: [...ofNewest.map(({ ref }) => ref), ...childRefs({ pods: [], replicaSets: inside.replicaSets })],
  };
};
