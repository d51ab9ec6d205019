import type { Condition } from '../kubernetes/fields/condition.ts';
import { findConditionWithStatus, formatCondition } from '../kubernetes/objects/conditions.ts';
import type { CronJobRow } from '../kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../kubernetes/views/jobs.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ObjectRef } from '../model/result.ts';
import { START_GRACE_MS } from './chain.ts';
import type { TriageCluster } from './cluster.ts';
import { type JudgedWorkload, judgeCronJob, judgeJob } from './judge-run.ts';
import { areStarting } from './walk-pods.ts';

/** What all rows of workloads have. */
export interface WorkloadRow {
  readonly ref: ObjectRef;
  readonly createdAt: number;
  readonly conditions?: readonly Condition[];
}

/** What is said of a workload, by its counts and conditions, and by the `pods` of it that are there. */
export const judgeWorkload = (row: WorkloadRow, pods: readonly PodRow[], cluster: TriageCluster): JudgedWorkload => {
  if (row.ref.kind === 'Job') return judgeJob(row as unknown as JobRow);
  if (row.ref.kind === 'CronJob') return judgeCronJob(row as unknown as CronJobRow, cluster);
  return judgeScaled(row as unknown as ScaledWorkload, pods, cluster.now);
};

/** A Deployment, StatefulSet or ReplicaSet has `replicas`, a DaemonSet has `desired`. */
interface ScaledWorkload extends WorkloadRow {
  readonly replicas?: number;
  readonly desired?: number;
  readonly available: number;
  readonly ready: number;
  readonly updated?: number;
}

const judgeScaled = (row: ScaledWorkload, pods: readonly PodRow[], now: number): JudgedWorkload => {
  const { replicas, desired = 0, available, updated } = row;
  const wanted = replicas ?? desired;
  if (wanted === 0) {
    const text = replicas === undefined ? 'no node is to run it' : 'scaled to zero';
    return { verdict: 'suspicious', text, onPurpose: true };
  }
  const rollout = updated === undefined || updated >= wanted ? '' : `, ${updated} of the new version`;
  const text = `${Math.min(available, wanted)} of ${wanted} replicas available${rollout}`;
  return available >= wanted ? { verdict: 'ok', text } : judgeShort(row, text, { pods, now });
};

interface ShortContext {
  readonly pods: readonly PodRow[];
  readonly now: number;
}

/** One that has fewer replicas than it wants. */
const judgeShort = (row: ScaledWorkload, text: string, { pods, now }: ShortContext): JudgedWorkload => {
  const bad = badConditions(row);
  const said = bad[0] === undefined ? '' : `: ${formatCondition(bad[0])}`;
  const since = bad.find(({ type }) => type === 'Available')?.at ?? row.createdAt;
  return { verdict: isDown(row, pods, now) ? 'broken' : 'suspicious', text: `${text}${said}`, since, conditions: bad };
};

/** Ready pods serve before `minReadySeconds` have passed; where all pods are new, they may still come. */
const isDown = ({ available, ready, createdAt }: ScaledWorkload, pods: readonly PodRow[], now: number): boolean =>
  available === 0 && ready === 0 && now - createdAt >= START_GRACE_MS && !areStarting(pods, now);

/** What its controller complains of, the most telling first. */
const badConditions = ({ conditions = [] }: WorkloadRow): readonly Condition[] =>
  [
    findConditionWithStatus({ conditions }, 'ReplicaFailure', 'True'),
    findConditionWithStatus({ conditions }, 'Progressing', 'False'),
    findConditionWithStatus({ conditions }, 'Available', 'False'),
  ].filter((condition) => condition !== undefined);
