import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { CronJobRow } from '../../src/kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { blockedRunFindings, findBlockingJobs } from './jobs/blocked-runs.ts';
import { nextRunAfter } from './jobs/controller-zone.ts';
import { type CronSchedule, formatIsoTime, type parseSchedule, scheduleReader } from './jobs/cron-schedule.ts';
import { type PodsOfJob, podsByJob } from './jobs/job-pods.ts';
import { hasUnknownOutcome, unsuccessfulRunFindings } from './jobs/unsuccessful-runs.ts';

export default defineCheck({
  group: 'workloads',
  name: 'cronjob-schedules',
  title: 'CronJobs start when they are due, and do not fail on and on',
  why: 'Nobody sees a job that does not start: there is no pod and no error, only the backup that is not there.',
  remedy: 'Look at its events and at the Jobs of its last runs; correct schedule, deadline or program.',
  severity: 'sev3',
  needs: ['cronJobs', 'jobs'],
  wants: ['pods'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long after its time a CronJob may start'),
    runs: z.number().int().min(1).default(3).describe('How many runs in a row may go by without a success'),
  }),
  run({ cronJobs, jobs, pods = [], params, now, note }) {
    const living = cronJobs.filter(({ deletingAt }) => deletingAt === undefined);
    const suspended = living.filter((row) => row.suspended);
    if (suspended.length > 0) note(`${pluralize(suspended.length, 'CronJob is', 'CronJobs are')} suspended`);
    const read = scheduleReader();
    const owned = Map.groupBy(jobs, ({ owner }) => owner?.uid);
    const podsOf = podsByJob(pods);
    const judged = living.filter((row) => !row.suspended);
    const unknown = judged.filter((row) => hasUnknownOutcome(row, owned.get(row.uid) ?? []));
    if (unknown.length > 0)
      note(
        `${pluralize(unknown.length, 'CronJob was', 'CronJobs were')} started, and how the runs ended is not kept: ${abbreviateList(unknown.map(({ ref }) => `${ref.namespace}/${ref.name}`))}`,
      );
    return judged.flatMap((row) =>
      cronJobFindings(row, { read, jobs: owned.get(row.uid) ?? [], podsOf, now, ...params }),
    );
  },
});

interface CronJobContext {
  readonly read: typeof parseSchedule;
  readonly jobs: readonly JobRow[];
  readonly podsOf: PodsOfJob;
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
  const blocked = blockedRunFindings(row, scheduled);
  // What keeps it from starting also keeps it from succeeding.
  if (blocked.length > 0) return blocked;
  return [...missedRunFindings(row, scheduled), ...unsuccessfulRunFindings(row, scheduled)];
};

type ScheduledContext = CronJobContext & { readonly schedule: CronSchedule };

/** A run that was due and did not start; with `concurrencyPolicy: Forbid` a run waits for the one before. */
const missedRunFindings = (row: CronJobRow, { jobs, now, grace, schedule }: ScheduledContext): readonly Finding[] => {
  const { lastScheduledAt } = row;
  // Most CronJobs just ran: nothing of theirs has to be worked out.
  if (now - (lastScheduledAt ?? row.createdAt) <= grace || findBlockingJobs(row, jobs).length > 0) return [];
  const due = lastScheduledAt === undefined ? schedule.next(row.createdAt) : nextRunAfter(schedule, lastScheduledAt);
  if (due === undefined || now <= due + grace) return [];
  const last =
    lastScheduledAt === undefined ? 'never started' : `last started ${formatDuration(now - lastScheduledAt)} ago`;
  return [
    {
      reason: 'cron_missed',
      message: `was due ${formatDuration(now - due)} ago by "${row.schedule}" (${schedule.timeZone}) and did not start; ${last}`,
      object: row.ref,
      evidence: {
        schedule: row.schedule,
        timeZone: schedule.timeZone,
        dueAt: new Date(due).toISOString(),
        lastScheduledAt: formatIsoTime(lastScheduledAt),
      },
      next: [describeCommand(row.ref)],
    },
  ];
};

const invalidScheduleFinding = (row: CronJobRow, why: string): Finding => ({
  reason: 'cron_invalid',
  message: `schedule "${row.schedule}"${row.timeZone === undefined ? '' : ` in time zone ${row.timeZone}`} cannot be read: ${why}`,
  object: row.ref,
  evidence: { schedule: row.schedule, timeZone: row.timeZone ?? null },
  next: [kubectlCommand(row.ref.namespace)`edit cronjob ${row.ref.name}`],
});
