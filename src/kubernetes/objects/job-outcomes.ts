import type { ObjectRef } from '../../model/result.ts';
import type { CronJobRow } from '../views/cron-jobs.ts';
import type { JobRow } from '../views/jobs.ts';
import { findConditionWithStatus } from './conditions.ts';

/** The condition of a Job that failed; undefined while it may still retry. */
export const failedCondition = (job: JobRow) => findConditionWithStatus(job, 'Failed', 'True');

/**
 * The runs of a CronJob, the newest first. One that somebody started by hand counts only when it succeeded: its failure is
 * news for whoever started it.
 */
export const runsOfCronJob = ({ ref }: CronJobRow, jobs: readonly JobRow[]): readonly JobRow[] =>
  jobs
    .filter((job) => job.cronJob === ref.name && job.ref.namespace === ref.namespace)
    .filter((job) => job.manual === undefined || findConditionWithStatus(job, 'Complete', 'True') !== undefined)
    .toSorted((one, other) => other.createdAt - one.createdAt);

/** Whether a Job has succeeded or given up. */
export const isJobDone = (job: JobRow): boolean =>
  failedCondition(job) !== undefined || findConditionWithStatus(job, 'Complete', 'True') !== undefined;

/** The CronJob that a Job is of, runs by hand included; undefined when it is of none. */
export const cronJobOf = ({ ref, cronJob }: JobRow): ObjectRef | undefined =>
  cronJob === undefined ? undefined : { ...ref, kind: 'CronJob', name: cronJob };

/** What makes Jobs of one kind again and again: a CronJob, or another controller, a ScaledJob for one. */
export const jobMakerOf = (job: JobRow): ObjectRef | undefined =>
  cronJobOf(job) ?? (job.owner && { ...job.ref, kind: job.owner.kind, name: job.owner.name });

/** Jobs by what makes them, each with its own group where nothing does. */
export const groupByMaker = (jobs: readonly JobRow[]): readonly (readonly JobRow[])[] => [
  ...Map.groupBy(jobs, (job) => {
    const { kind, name } = jobMakerOf(job) ?? job.ref;
    return `${job.ref.namespace}/${kind}/${name}`;
  }).values(),
];

/** The longest that a successful Job among these took, in milliseconds; 0 when none is kept. */
export const longestSuccess = (jobs: readonly JobRow[]): number =>
  jobs.reduce((longest, job) => Math.max(longest, (job.completedAt ?? 0) - (job.startedAt ?? job.createdAt)), 0);

/** Failed Jobs that no newer run made good: of the Jobs that are runs of one, those since the last success. */
export const unresolvedFailures = (jobs: readonly JobRow[], cronJobs: readonly CronJobRow[]): readonly JobRow[] => {
  const rules = [supersededRule(cronJobs), repeatedRule(jobs)];
  const isOver = (job: JobRow) => failedCondition(job) !== undefined && rules.some((isPast) => isPast(job));
  const done = jobs.filter((job) => isJobDone(job) && !isOver(job));
  return groupByMaker(done).flatMap(splitByTemplate).flatMap(failuresOfRuns);
};

/**
 * Whether a failure of a CronJob is over though no newer Job of it is kept: it succeeded since, or it started a run after
 * one that was made by hand.
 */
const supersededRule = (cronJobs: readonly CronJobRow[]) => {
  const rows = new Map(cronJobs.map((row) => [`${row.ref.namespace}/${row.ref.name}`, row]));
  return (job: JobRow): boolean => {
    const { lastSucceededAt = 0, lastScheduledAt = 0 } = rows.get(`${job.ref.namespace}/${job.cronJob}`) ?? {};
    const failedAt = failedCondition(job)?.at ?? job.createdAt;
    return lastSucceededAt > failedAt || (job.manual !== undefined && lastScheduledAt > failedAt);
  };
};

/** Whether a Job that nothing owns was made again, with the same prefix of a name, and succeeded. */
const repeatedRule = (jobs: readonly JobRow[]) => {
  const successes = new Map<string, number>();
  for (const { ref, prefix, createdAt, completedAt } of jobs) {
    const key = `${ref.namespace}/${prefix}`;
    if (prefix !== undefined && completedAt !== undefined)
      successes.set(key, Math.max(createdAt, successes.get(key) ?? 0));
  }
  return ({ ref, prefix, createdAt, owner }: JobRow): boolean =>
    owner === undefined && (successes.get(`${ref.namespace}/${prefix}`) ?? 0) > createdAt;
};

/** All Jobs of a CronJob are runs of one; those of another maker are when their templates are equal. */
const splitByTemplate = (group: readonly JobRow[]): readonly (readonly JobRow[])[] => [
  ...Map.groupBy(group, ({ cronJob, template }) => cronJob ?? template).values(),
];

/** The failures since the last success. */
const failuresOfRuns = (runs: readonly JobRow[]): readonly JobRow[] => {
  const sorted = runs.toSorted((one, other) => jobDueAt(other) - jobDueAt(one));
  const success = sorted.findIndex((job) => failedCondition(job) === undefined);
  return success === -1 ? sorted : sorted.slice(0, success);
};

const jobDueAt = ({ scheduledAt, createdAt }: JobRow): number => scheduledAt ?? createdAt;
