import { findConditionWithStatus } from '../../../src/kubernetes/objects/conditions.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** The condition of a Job that failed; undefined while it may still retry. */
export const failedCondition = (job: JobRow) => findConditionWithStatus(job, 'Failed', 'True');

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

/** Finished Jobs whose outcome counts: those that are not of a CronJob, and the newest of each CronJob. */
export const decisiveJobs = (jobs: readonly JobRow[]): readonly JobRow[] => {
  const done = jobs.filter(isJobDone);
  const ofNone = done.filter(({ cronJob }) => cronJob === undefined);
  const ofCronJobs = groupByMaker(done.filter(({ cronJob }) => cronJob !== undefined));
  return [...ofNone, ...ofCronJobs.map(newestJob)];
};

const newestJob = (jobs: readonly JobRow[]): JobRow =>
  jobs.reduce((one, other) => (jobDueAt(other) > jobDueAt(one) ? other : one));

const jobDueAt = ({ scheduledAt, createdAt }: JobRow): number => scheduledAt ?? createdAt;
