import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { CronJobRow } from '../../src/kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { blockedRunFindings } from './jobs/blocked-runs.ts';
import { type CronSchedule, formatIsoTime, type parseSchedule, scheduleReader } from './jobs/cron-schedule.ts';
import { isJobDone } from './jobs/job-outcomes.ts';
import { unsuccessfulRunFindings } from './jobs/unsuccessful-runs.ts';

export default defineCheck({
  group: 'workloads',
  name: 'cronjob-schedules',
  title: 'CronJobs start when they are due, and do not fail on and on',
  why: 'Nobody sees a job that does not start: there is no pod and no error, only the backup that is not there.',
  remedy: 'Look at its events and at the Jobs of its last runs; correct schedule, deadline or program.',
  severity: 'sev3',
  needs: ['cronJobs', 'jobs'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long after its time a CronJob may start'),
    runs: z.number().int().min(1).default(3).describe('How many runs in a row may go by without a success'),
  }),
  run({ cronJobs, jobs, params, now, note }) {
    const living = cronJobs.filter(({ deletingAt }) => deletingAt === undefined);
    const suspended = living.filter((row) => row.suspended);
    if (suspended.length > 0) note(`${pluralize(suspended.length, 'CronJob is', 'CronJobs are')} suspended`);
    const read = scheduleReader();
    const owned = Map.groupBy(jobs, ({ owner }) => owner?.uid);
    return living
      .filter((row) => !row.suspended)
      .flatMap((row) => cronJobFindings(row, { read, jobs: owned.get(row.uid) ?? [], now, ...params }));
  },
});

interface CronJobContext {
  readonly read: typeof parseSchedule;
  readonly jobs: readonly JobRow[];
  readonly now: number;
  readonly grace: number;
  readonly runs: number;
}

const cronJobFindings = (row: CronJobRow, setting: CronJobContext): readonly Finding[] => {
  let schedule: CronSchedule;
  try {
    schedule = setting.read(row.schedule, row.timeZone);
  } catch (error) {
    return [invalidScheduleFinding(row, error instanceof Error ? error.message : String(error))];
  }
  const scheduled = { ...setting, schedule };
  return [
    ...missedRunFindings(row, scheduled),
    ...blockedRunFindings(row, scheduled),
    ...unsuccessfulRunFindings(row, scheduled),
  ];
};

type ScheduledContext = CronJobContext & { readonly schedule: CronSchedule };

/** A run that was due and did not start; with `concurrencyPolicy: Forbid` a run waits for the one before. */
const missedRunFindings = (row: CronJobRow, { jobs, now, grace, schedule }: ScheduledContext): readonly Finding[] => {
  const after = row.lastScheduledAt ?? row.createdAt;
  // Computing the next time is the most expensive step: skipped for a CronJob that just ran.
  if (now - after <= grace) return [];
  const due = schedule.next(after);
  const isWaiting = row.concurrency === 'Forbid' && hasActiveRun(row, jobs);
  if (due === undefined || now <= due + grace || isWaiting) return [];
  const last =
    row.lastScheduledAt === undefined
      ? 'never started'
      : `last started ${formatDuration(now - row.lastScheduledAt)} ago`;
  return [
    {
      reason: 'cron_missed',
      message: `was due ${formatDuration(now - due)} ago by "${row.schedule}" (${schedule.timeZone}) and did not start; ${last}`,
      object: row.ref,
      evidence: {
        schedule: row.schedule,
        timeZone: schedule.timeZone,
        dueAt: new Date(due).toISOString(),
        lastScheduledAt: formatIsoTime(row.lastScheduledAt),
      },
      next: [describeCommand(row.ref)],
    },
  ];
};

/** Whether a run goes on: what is listed as active counts unless its Job is known to be done. */
const hasActiveRun = ({ active }: CronJobRow, jobs: readonly JobRow[]): boolean =>
  jobs.some((job) => job.active > 0 && !isJobDone(job)) ||
  active.some((name) => !jobs.some(({ ref }) => ref.name === name));

const invalidScheduleFinding = (row: CronJobRow, why: string): Finding => ({
  reason: 'cron_invalid',
  message: `schedule "${row.schedule}"${row.timeZone === undefined ? '' : ` in time zone ${row.timeZone}`} cannot be read: ${why}`,
  object: row.ref,
  evidence: { schedule: row.schedule, timeZone: row.timeZone ?? null },
  next: [kubectlCommand(row.ref.namespace, `edit cronjob ${row.ref.name}`)],
});
