import { isJobDone, longestSuccess } from '../../../src/kubernetes/objects/job-outcomes.ts';
import { kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { CronJobRow } from '../../../src/kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { type CronSchedule, countStarts } from './cron-schedule.ts';
import { causesOf, type PodsOfJob } from './job-pods.ts';

interface BlockedContext {
  readonly jobs: readonly JobRow[];
  readonly now: number;
  /** How long after its time a run may start. */
  readonly grace: number;
  /** Starts that may be skipped. */
  readonly runs: number;
  readonly schedule: CronSchedule;
  readonly podsOf: PodsOfJob;
}

/**
 * The Jobs that keep a CronJob with `concurrencyPolicy: Forbid` from starting the next one, oldest first. The controller
 * goes by `status.active`; a Job that has ended blocks nothing, nor does one that somebody started by hand.
 */
export const findBlockingJobs = ({ concurrency, active }: CronJobRow, jobs: readonly JobRow[]): readonly JobRow[] => {
  if (concurrency !== 'Forbid') return [];
  const unfinished = jobs.filter((job) => !isJobDone(job)).toSorted((one, other) => startOf(one) - startOf(other));
  const listed = unfinished.filter(({ ref }) => active.includes(ref.name));
  // The CronJob and its Jobs are not read at the same moment.
  return listed.length > 0 ? listed : unfinished.filter((job) => job.active > 0 && job.manual === undefined);
};

/** A run that is shorter blocks nobody for long, however often it was to start. */
const MIN_BLOCKED_MS = 30 * 60_000;

/** A run may take so many times what the longest run before took. */
const USUAL_FACTOR = 3;

/**
 * With `concurrencyPolicy: Forbid` a run that hangs keeps every further one from starting, and nothing fails. A run that
 * takes as long as those before it always took is no such run.
 */
export const blockedRunFindings = (
  row: CronJobRow,
  { jobs, now, grace, runs, schedule, podsOf }: BlockedContext,
): readonly Finding[] => {
  const [blocking] = findBlockingJobs(row, jobs);
  if (blocking === undefined) return [];
  const since = startOf(blocking);
  if (now - since < Math.max(MIN_BLOCKED_MS, USUAL_FACTOR * longestSuccess(jobs))) return [];
  const skipped = countStarts(schedule, row.lastScheduledAt ?? since, now - grace);
  if (skipped < runs) return [];
  return [
    {
      reason: 'cron_blocked',
      message: `has not started for ${formatDuration(now - since)}, ${skipped} runs were skipped: Job ${blocking.ref.name} ${stateOf(blocking, podsOf)}, and concurrencyPolicy is Forbid`,
      object: row.ref,
      objects: [blocking.ref],
      evidence: {
        job: blocking.ref.name,
        runningSince: new Date(since).toISOString(),
        skipped,
        schedule: row.schedule,
        activeDeadlineSeconds: blocking.activeDeadlineSeconds ?? null,
      },
      next: [
        kubectlCommand(row.ref.namespace)`logs job/${blocking.ref.name} --all-containers --tail=50`,
        kubectlCommand(row.ref.namespace)`delete job ${blocking.ref.name}`,
      ],
      because: causesOf(blocking, podsOf),
    },
  ];
};

const stateOf = (job: JobRow, podsOf: PodsOfJob): string => {
  const pods = podsOf(job);
  if (pods.length > 0 && pods.every(({ phase }) => phase === 'Pending')) return 'has not begun';
  return job.active > 0 ? 'is still running' : 'has not ended';
};

const startOf = ({ startedAt, createdAt }: JobRow): number => startedAt ?? createdAt;
