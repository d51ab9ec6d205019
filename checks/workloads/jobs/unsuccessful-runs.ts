import { failedCondition, isJobDone } from '../../../src/kubernetes/objects/job-outcomes.ts';
import { describeCommand, kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { CronJobRow } from '../../../src/kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { type CronSchedule, formatIsoTime } from './cron-schedule.ts';
import { causesOf, type PodsOfJob } from './job-pods.ts';

interface UnsuccessfulContext {
  readonly jobs: readonly JobRow[];
  readonly now: number;
  /** Runs that may go by without a success. */
  readonly runs: number;
  readonly schedule: CronSchedule;
  readonly podsOf: PodsOfJob;
}

/** When a run last succeeded, by the CronJob or by its Jobs: servers before 1.21 do not say it of the CronJob. */
const lastSuccess = (row: CronJobRow, jobs: readonly JobRow[]): number | undefined => {
  const times = [row.lastSucceededAt, ...jobs.map(({ completedAt }) => completedAt)].filter((at) => at !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
};

const nthRunAfter = (schedule: CronSchedule, after: number, count: number): number | undefined => {
  let due: number | undefined = after;
  for (let run = 0; run < count && due !== undefined; run++) due = schedule.next(due);
  return due;
};

/** Why enough runs without a success are a fault; undefined while the run that goes on may yet succeed. */
const unsuccessfulReason = ({ concurrency }: CronJobRow, jobs: readonly JobRow[]): string | undefined => {
  const isRunning = jobs.some(({ active }) => active > 0);
  // A run that is replaced leaves no Job that failed.
  if (isRunning && concurrency === 'Replace') return 'were replaced before they ended (concurrencyPolicy Replace)';
  const hasFailed = jobs.some((job) => failedCondition(job) !== undefined);
  return isRunning && !hasFailed ? undefined : 'failed';
};

/**
 * Whether nothing tells how the runs of a CronJob ended: no success was noted, and no Job of it is kept. Those that are deleted
 * at once when they end (`ttlSecondsAfterFinished: 0`) leave no trace.
 */
export const hasUnknownOutcome = (row: CronJobRow, jobs: readonly JobRow[]): boolean =>
  row.lastScheduledAt !== undefined && row.lastSucceededAt === undefined && jobs.length === 0;

/** A CronJob that was started so many times without a success. */
export const unsuccessfulRunFindings = (
  row: CronJobRow,
  { jobs, now, runs, schedule, podsOf }: UnsuccessfulContext,
): readonly Finding[] => {
  const { lastScheduledAt } = row;
  const lastSucceededAt = lastSuccess(row, jobs);
  const since = lastSucceededAt ?? row.createdAt;
  if (lastScheduledAt === undefined || since >= lastScheduledAt || hasUnknownOutcome(row, jobs)) return [];
  const due = nthRunAfter(schedule, since, runs);
  // A run that is still active may yet succeed, but not where the next one replaces it as it did those before.
  const running = row.concurrency !== 'Replace' && jobs.some(({ active }) => active > 0) ? 1 : 0;
  const why = unsuccessfulReason(row, jobs);
  if (due === undefined || due > lastScheduledAt - running || why === undefined) return [];
  const newest = jobs.toSorted((one, other) => other.createdAt - one.createdAt)[0];
  const last =
    lastSucceededAt === undefined
      ? 'has never succeeded'
      : `last succeeded ${formatDuration(now - lastSucceededAt)} ago`;
  return [
    {
      reason: 'cron_unsuccessful',
      message: `${last}, though "${row.schedule}" started it ${formatDuration(now - lastScheduledAt)} ago: at least ${pluralize(runs, 'run')} ${why}`,
      object: row.ref,
      evidence: {
        schedule: row.schedule,
        lastScheduledAt: formatIsoTime(lastScheduledAt),
        lastSucceededAt: formatIsoTime(lastSucceededAt),
        newestJob: newest?.ref.name ?? null,
      },
      next: [
        newest === undefined
          ? describeCommand(row.ref)
          : kubectlCommand(row.ref.namespace)`logs job/${newest.ref.name} --tail=50`,
      ],
      because: [
        ...jobs.filter((job) => failedCondition(job) !== undefined).map(({ ref }) => ref),
        ...jobs.filter((job) => !isJobDone(job)).flatMap((job) => causesOf(job, podsOf)),
      ],
    },
  ];
};
