import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { CronJobRow } from '../../src/kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { type CronSchedule, type parseSchedule, scheduleReader } from './jobs/cron-schedule.ts';
import { failedCondition } from './jobs/job-outcomes.ts';

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
  return [...missedRunFindings(row, { ...setting, schedule }), ...unsuccessfulFindings(row, { ...setting, schedule })];
};

type ScheduledContext = CronJobContext & { readonly schedule: CronSchedule };

/** A run that was due and did not start; with `concurrencyPolicy: Forbid` a run waits for the one before. */
const missedRunFindings = (row: CronJobRow, { jobs, now, grace, schedule }: ScheduledContext): readonly Finding[] => {
  const after = row.lastScheduledAt ?? row.createdAt;
  // Computing the next time is the most expensive step: skipped for a CronJob that just ran.
  if (now - after <= grace) return [];
  const due = schedule.next(after);
  const isWaiting = row.concurrency === 'Forbid' && (row.active.length > 0 || jobs.some(({ active }) => active > 0));
  if (due === undefined || now <= due + grace || isWaiting) return [];
  const last =
    row.lastScheduledAt === undefined
      ? 'never started'
      : `last started ${formatDuration(now - row.lastScheduledAt)} ago`;
  return [
    {
      reason: 'cron_missed',
      message: `was due ${formatDuration(now - due)} ago by "${row.schedule}" (${row.timeZone ?? 'UTC'}) and did not start; ${last}`,
      object: row.ref,
      evidence: {
        schedule: row.schedule,
        timeZone: row.timeZone ?? null,
        dueAt: new Date(due).toISOString(),
        lastScheduledAt: formatIsoTime(row.lastScheduledAt),
      },
      next: [describeCommand(row.ref)],
    },
  ];
};

/** Whether a run is active and none has failed: it may be slow, and is no failure yet. */
const isRunUnderWay = (jobs: readonly JobRow[]): boolean =>
  jobs.some(({ active }) => active > 0) && jobs.every((job) => failedCondition(job) === undefined);

const nthRunAfter = (schedule: CronSchedule, after: number, count: number): number | undefined => {
  let due: number | undefined = after;
  for (let run = 0; run < count && due !== undefined; run++) due = schedule.next(due);
  return due;
};

const unsuccessfulFindings = (row: CronJobRow, { jobs, now, runs, schedule }: ScheduledContext): readonly Finding[] => {
  const { lastScheduledAt, lastSucceededAt } = row;
  const since = lastSucceededAt ?? row.createdAt;
  if (lastScheduledAt === undefined || since >= lastScheduledAt) return [];
  const due = nthRunAfter(schedule, since, runs);
  // A run that is still active may yet succeed.
  const running = jobs.some(({ active }) => active > 0) ? 1 : 0;
  if (due === undefined || due > lastScheduledAt - running || isRunUnderWay(jobs)) return [];
  const newest = jobs.toSorted((one, other) => other.createdAt - one.createdAt)[0];
  const last =
    lastSucceededAt === undefined
      ? 'has never succeeded'
      : `last succeeded ${formatDuration(now - lastSucceededAt)} ago`;
  return [
    {
      reason: 'cron_unsuccessful',
      message: `${last}, though "${row.schedule}" started it ${formatDuration(now - lastScheduledAt)} ago: at least ${pluralize(runs, 'run')} failed`,
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
          : kubectlCommand(row.ref.namespace, `logs job/${newest.ref.name} --tail=50`),
      ],
      because: jobs.map(({ ref }) => ref),
    },
  ];
};

const invalidScheduleFinding = (row: CronJobRow, why: string): Finding => ({
  reason: 'cron_invalid',
  message: `schedule "${row.schedule}"${row.timeZone === undefined ? '' : ` in time zone ${row.timeZone}`} cannot be read: ${why}`,
  object: row.ref,
  evidence: { schedule: row.schedule, timeZone: row.timeZone ?? null },
  next: [kubectlCommand(row.ref.namespace, `edit cronjob ${row.ref.name}`)],
});

const formatIsoTime = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
