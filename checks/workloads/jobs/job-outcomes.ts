import { findConditionWithStatus } from '../../../src/kubernetes/objects/conditions.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** The condition of a Job that failed; undefined while it may still retry. */
export const failedCondition = (job: JobRow) => findConditionWithStatus(job, 'Failed', 'True');

const isDone = (job: JobRow): boolean =>
  failedCondition(job) !== undefined || findConditionWithStatus(job, 'Complete', 'True') !== undefined;

/** The CronJob that made a Job; undefined when none did. */
export const cronJobOf = ({ ref, owner }: JobRow): ObjectRef | undefined =>
  owner?.kind === 'CronJob' ? { ...ref, kind: 'CronJob', name: owner.name } : undefined;

/** Finished Jobs whose outcome counts: those without a CronJob, and the newest of each CronJob. */
export const decisiveJobs = (jobs: readonly JobRow[]): readonly JobRow[] => {
  const done = jobs.filter(isDone);
  const alone = done.filter(({ owner }) => owner?.kind !== 'CronJob');
  const scheduled = Map.groupBy(
    done.filter(({ owner }) => owner?.kind === 'CronJob'),
    ({ owner }) => owner?.uid,
  );
  return [...alone, ...[...scheduled.values()].map(newestJob)];
};

const newestJob = (jobs: readonly JobRow[]): JobRow =>
  jobs.reduce((one, other) => (jobDueAt(other) > jobDueAt(one) ? other : one));

const jobDueAt = ({ scheduledAt, createdAt }: JobRow): number => scheduledAt ?? createdAt;
