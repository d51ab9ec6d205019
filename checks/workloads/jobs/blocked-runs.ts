import { kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { CronJobRow } from '../../../src/kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { type CronSchedule, countStarts } from './cron-schedule.ts';
import { isJobDone } from './job-outcomes.ts';

interface BlockedContext {
  readonly jobs: readonly JobRow[];
  readonly now: number;
  /** How long after its time a run may start. */
  readonly grace: number;
  /** Starts that may be skipped. */
  readonly runs: number;
  readonly schedule: CronSchedule;
}

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
  { jobs, now, grace, runs, schedule }: BlockedContext,
): readonly Finding[] => {
  if (row.concurrency !== 'Forbid') return [];
  const [blocking] = jobs
    .filter((job) => job.active > 0 && !isJobDone(job))
    .toSorted((one, other) => startOf(one) - startOf(other));
  if (blocking === undefined) return [];
  const since = startOf(blocking);
  if (now - since < Math.max(MIN_BLOCKED_MS, USUAL_FACTOR * longestRunMs(jobs))) return [];
  const skipped = countStarts(schedule, row.lastScheduledAt ?? since, now - grace);
  if (skipped < runs) return [];
  return [
    {
      reason: 'cron_blocked',
      message: `has not started for ${formatDuration(now - since)}, ${skipped} runs were skipped: Job ${blocking.ref.name} is still running, and concurrencyPolicy is Forbid`,
      object: row.ref,
      evidence: {
        job: blocking.ref.name,
        runningSince: new Date(since).toISOString(),
        skipped,
        schedule: row.schedule,
        activeDeadlineSeconds: blocking.activeDeadlineSeconds ?? null,
      },
      next: [
        kubectlCommand(row.ref.namespace, `logs job/${blocking.ref.name} --all-containers --tail=50`),
        kubectlCommand(row.ref.namespace, `delete job ${blocking.ref.name}`),
      ],
    },
  ];
};

const startOf = ({ startedAt, createdAt }: JobRow): number => startedAt ?? createdAt;

const longestRunMs = (jobs: readonly JobRow[]): number =>
  jobs.reduce((longest, job) => Math.max(longest, (job.completedAt ?? 0) - startOf(job)), 0);
