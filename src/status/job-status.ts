import type { Condition } from '../kubernetes/fields/condition.ts';
import { findConditionWithStatus, formatCondition } from '../kubernetes/objects/conditions.ts';
import { isJobDone, runsOfCronJob, unresolvedFailures } from '../kubernetes/objects/job-outcomes.ts';
import type { CronJobRow } from '../kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../kubernetes/views/jobs.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ObjectRef } from '../model/result.ts';
import { countResponsive } from './bare-status.ts';
import { replicaOf, worstFirst } from './replicas.ts';
import type { Replica, WorkloadState, WorkloadStatus } from './workload-status.ts';

/** The status of a Job: as its controller counts, and while it is under way as its pods do. */
export const jobStatus = (row: JobRow, { pods, unresolved, now }: RunContext): WorkloadStatus => {
  const replicas = worstFirst(pods.map((pod) => replicaOf(pod, now)));
  return { ...runBase(row.ref, row.conditions, replicas), ...judgeJob(row, replicas, unresolved) };
};

export interface RunContext {
  readonly pods: readonly PodRow[];
  /** Failed Jobs that no newer run made good. */
  readonly unresolved: ReadonlySet<JobRow>;
  readonly now: number;
}

const runBase = (ref: ObjectRef, conditions: readonly Condition[], replicas: readonly Replica[]) => ({
  ref,
  wanted: null,
  responsive: countResponsive(replicas),
  rollout: null,
  conditions: conditions.filter(({ status }) => status === 'True'),
  replicas,
});

interface RunJudgement {
  readonly state: WorkloadState;
  readonly text: string;
  readonly cannotHeal: boolean;
}

const judgeJob = (row: JobRow, replicas: readonly Replica[], unresolved: ReadonlySet<JobRow>): RunJudgement => {
  const failed = findConditionWithStatus(row, 'Failed', 'True');
  if (failed !== undefined) {
    const text = `failed, ${formatCondition(failed)}`;
    const isOpen = unresolved.has(row) && row.test === undefined;
    return { state: isOpen ? 'errored' : 'finished', text, cannotHeal: isOpen };
  }
  if (findConditionWithStatus(row, 'Complete', 'True')) return { state: 'finished', text: '', cannotHeal: false };
  if (row.deletingAt !== undefined) return { state: 'stopped', text: 'it is being deleted', cannotHeal: false };
  if (row.suspended) return { state: 'stopped', text: 'suspended', cannotHeal: false };
  return activeJob(row, replicas);
};

const activeJob = ({ failed, backoffLimit }: JobRow, replicas: readonly Replica[]): RunJudgement => {
  const [worst] = replicas.filter(({ state }) => state !== 'Completed' && state !== 'Failed');
  const retries = failed === 0 ? '' : `${failed} of its pods failed, it may retry ${backoffLimit} times`;
  if (worst === undefined) return { state: 'launching', text: retries || 'no pod of it runs', cannotHeal: false };
  return {
    state: worst.level,
    text: [worst.text, retries].filter(Boolean).join('; '),
    cannotHeal: worst.cannotHeal === true,
  };
};

interface CronContext extends Omit<RunContext, 'unresolved'> {
  /** Undefined where they could not be read. */
  readonly jobs: readonly JobRow[] | undefined;
}

/** The status of a CronJob: of its run that is under way, and of the newest one that ended. */
export const cronJobStatus = (row: CronJobRow, { pods, jobs, now }: CronContext): WorkloadStatus => {
  const replicas = worstFirst(pods.map((pod) => replicaOf(pod, now)));
  const base = runBase(row.ref, [], replicas);
  if (row.suspended) return { ...base, state: 'stopped', text: 'suspended', cannotHeal: false };
  if (jobs === undefined) return { ...base, state: 'unknown', text: 'its Jobs could not be read', cannotHeal: false };
  const runs = runsOfCronJob(row, jobs);
  return { ...base, ...judgeRuns(runs, replicas, row) };
};

const judgeRuns = (runs: readonly JobRow[], replicas: readonly Replica[], row: CronJobRow): RunJudgement => {
  const unresolved = new Set(unresolvedFailures(runs, [row]));
  const [failed] = unresolved;
  if (failed !== undefined) {
    const { text } = judgeJob(failed, [], unresolved);
    return { state: 'errored', text: `its Job ${failed.ref.name} ${text}`, cannotHeal: false };
  }
  const active = runs.find((job) => !isJobDone(job));
  if (active !== undefined) return judgeJob(active, replicas, unresolved);
  if (runs.length > 0 || row.lastSucceededAt !== undefined) return { state: 'finished', text: '', cannotHeal: false };
  return { state: 'stopped', text: `no run of it is there, its schedule is ${row.schedule}`, cannotHeal: false };
};
