import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { longestUnready, unreadySince } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { DeploymentRow } from '../../src/kubernetes/views/deployments.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { childRefs, childrenLookup, type WorkloadChildren } from './workload-children.ts';

export default defineCheck({
  group: 'workloads',
  name: 'deployment-replicas',
  title: 'Deployments have the replicas they want',
  why: 'Missing replicas are missing capacity: the others carry the load, or nobody does.',
  remedy: 'Look at the pods that are not available, or at why they are not created.',
  severity: 'sev2',
  needs: ['deployments'],
  wants: ['pods', 'replicaSets'],
  params: z.strictObject({
    unavailable: duration()
      .prefault('5m')
      .describe('How long a Deployment may be short of its minimum (Available=False)'),
    short: duration().prefault('10m').describe('How long a pod that the minimum does not ask for may be not ready'),
    motion: duration().prefault('10m').describe('How long after its last progress a rollout counts as under way'),
    outage: duration()
      .prefault('10m')
      .describe('How long nothing may be available while a rollout is under way, or paused'),
    paused: duration().prefault('24h').describe('How long a rollout may be paused'),
  }),
  run({ deployments, pods, replicaSets, params, now, note }) {
    const inside = childrenLookup({ pods, replicaSets });
    const living = deployments.filter(({ deletingAt }) => deletingAt === undefined);
    const parked = living.filter(({ replicas }) => replicas === 0);
    if (parked.length > 0) note(`${pluralize(parked.length, 'Deployment is', 'Deployments are')} scaled to zero`);
    return living.flatMap((row) => {
      const isMoving = row.paused === true || isRollingOut(row, now - params.motion);
      const shortage = longShortage(row, inside, { windows: params, isMoving, now });
      if (shortage !== undefined) return [shortageFinding(row, { inside: inside(row.ref), ms: now - shortage.since })];
      return row.paused === true ? pausedRolloutFindings(row, now - params.paused, now) : [];
    });
  },
});

interface ShortageWindows {
  readonly windows: { readonly unavailable: number; readonly short: number; readonly outage: number };
  /** Whether its rollout is under way, or paused: then only an outage counts, and not at once. */
  readonly isMoving: boolean;
  readonly now: number;
}

/** The shortage of a Deployment that lasts for longer than its window. */
const longShortage = (
  row: DeploymentRow,
  inside: (workload: ObjectRef) => WorkloadChildren,
  { windows, isMoving, now }: ShortageWindows,
): ReplicaShortage | undefined => {
  if (row.available >= row.replicas || (isMoving && row.available > 0)) return undefined;
  const shortage = replicaShortage(row, inside(row.ref));
  if (shortage === undefined) return undefined;
  const limit = windows[isMoving ? 'outage' : shortage.window] + (row.minReadySeconds ?? 0) * 1000;
  return now - shortage.since > limit ? shortage : undefined;
};

/** Whether a rollout made progress since the limit, by the last update of its condition; a finished one makes none. */
const isRollingOut = (row: DeploymentRow, limit: number): boolean => {
  const progressing = findCondition(row, 'Progressing');
  if (progressing?.status !== 'True' || progressing.reason === 'NewReplicaSetAvailable') return false;
  return (progressing.updatedAt ?? progressing.at ?? 0) >= limit;
};

interface ReplicaShortage {
  readonly since: number;
  readonly window: 'unavailable' | 'short';
}

/**
 * Since when replicas are missing: by the Available condition, or by the pods when the Deployment tolerates the shortage,
 * or no condition was written.
 */
const replicaShortage = (row: DeploymentRow, { pods }: WorkloadChildren): ReplicaShortage | undefined => {
  const available = findCondition(row, 'Available');
  const longest = longestUnready(pods);
  const since = longest === undefined ? undefined : unreadySince(longest);
  if (available?.status !== 'True') return { since: available?.at ?? since ?? row.createdAt, window: 'unavailable' };
  return since === undefined ? undefined : { since, window: 'short' };
};

const pausedRolloutFindings = (row: DeploymentRow, limit: number, now: number): readonly Finding[] => {
  const condition = findCondition(row, 'Progressing');
  const since = condition?.reason === 'DeploymentPaused' ? (condition.at ?? condition.updatedAt) : undefined;
  if (since === undefined || since >= limit) return [];
  const { ref } = row;
  return [
    {
      reason: 'rollout_paused',
      level: 'warning',
      message: `rollout paused (DeploymentPaused) for ${formatDuration(now - since)}: changes are not rolled out`,
      object: ref,
      evidence: { pausedSince: new Date(since).toISOString() },
      next: [resumeCommand(row)],
    },
  ];
};

const resumeCommand = ({ ref }: DeploymentRow): string =>
  kubectlCommand(ref.namespace)`rollout resume deployment/${ref.name}`;

const shortageFinding = (row: DeploymentRow, { inside, ms }: { inside: WorkloadChildren; ms: number }): Finding => {
  const { ref, replicas, available, ready, updated } = row;
  const example = longestUnready(inside.pods);
  const condition = findCondition(row, 'Available');
  const why = condition?.status === 'True' ? '' : ` (${condition?.reason ?? 'no controller looked at it'})`;
  const paused = row.paused === true ? '; its rollout is paused: no change of its template makes new pods' : '';
  return {
    reason: 'replicas_missing',
    message: `${available} of ${replicas} replicas available for ${formatDuration(ms)}${why}${paused}`,
    object: ref,
    evidence: {
      ...(example === undefined ? {} : { pod: example.ref.name }),
      wanted: replicas,
      available,
      ready,
      updated,
    },
    next: [describeCommand(ref), podsCommand(row), ...(row.paused === true ? [resumeCommand(row)] : [])],
    because: childRefs(inside),
  };
};

const podsCommand = ({ ref, selector }: DeploymentRow): string => {
  const labels = Object.entries(selector?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  const kubectl = kubectlCommand(ref.namespace);
  return labels.length === 0 ? kubectl`get pods` : kubectl`get pods -l ${labels.join(',')}`;
};
