import { groupByMaker, jobMakerOf, longestSuccess } from '../../../src/kubernetes/objects/job-outcomes.ts';
import { describeCommand, kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { PodsOfJob } from './job-pods.ts';

/** So many runs of one CronJob at once are no overlap of two. */
const PILE_UP_JOBS = 10;

/** Jobs of one maker that run for too long; the oldest stands for them. */
export const overdueJobsFinding = (group: readonly JobRow[], podsOf: PodsOfJob, now: number): Finding => {
  const [oldest, ...others] = sortOldestFirst(group);
  const maker = jobMakerOf(oldest);
  const since = formatDuration(now - startOf(oldest));
  const counts = `${oldest.active} active, ${oldest.succeeded} succeeded, ${pluralize(oldest.failed, 'failed pod')}`;
  const message =
    others.length === 0
      ? `${maker === undefined ? '' : `Job ${oldest.ref.name} `}runs for ${since} already: ${counts}`
      : `${group.length} Jobs of it run for too long, the oldest, ${oldest.ref.name}, for ${since}`;
  return {
    reason: 'job_overdue',
    level: 'warning',
    message,
    object: maker ?? oldest.ref,
    objects: maker === undefined ? [] : [oldest, ...others].map(({ ref }) => ref),
    evidence: {
      active: oldest.active,
      succeeded: oldest.succeeded,
      failed: oldest.failed,
      startedAt: new Date(startOf(oldest)).toISOString(),
      activeDeadlineSeconds: oldest.activeDeadlineSeconds ?? null,
    },
    next: [
      kubectlCommand(oldest.ref.namespace)`logs job/${oldest.ref.name} --all-containers --tail=50`,
      describeCommand(oldest.ref),
    ],
    // Where its pod hangs with its node, or it keeps its CronJob from starting, that is the story.
    because: [...podsOf(oldest).map(({ ref }) => ref), ...(maker === undefined ? [] : [maker])],
  };
};

/** Jobs that take longer than any good one of their maker: as many as overlap when all is well are no pile. */
export const slowerThanUsual = (jobs: readonly JobRow[], now: number): readonly JobRow[] =>
  groupByMaker(jobs).flatMap((group) => {
    const usual = longestSuccess(group);
    return group.filter((job) => now - startOf(job) > usual);
  });

/** Runs of a CronJob that pile up before the first of them is overdue. */
export const pileUpFinding = (group: readonly JobRow[], podsOf: PodsOfJob, now: number): readonly Finding[] => {
  const [oldest, ...others] = sortOldestFirst(group);
  const maker = jobMakerOf(oldest);
  if (group.length < PILE_UP_JOBS || maker?.kind !== 'CronJob') return [];
  return [
    {
      reason: 'job_pile_up',
      level: 'warning',
      message: `${group.length} Jobs of it run at once, the oldest, ${oldest.ref.name}, for ${formatDuration(now - startOf(oldest))}`,
      object: maker,
      objects: [oldest, ...others].map(({ ref }) => ref),
      evidence: { running: group.length, startedAt: new Date(startOf(oldest)).toISOString() },
      next: [kubectlCommand(oldest.ref.namespace)`logs job/${oldest.ref.name} --all-containers --tail=50`],
      because: group.flatMap(podsOf).map(({ ref }) => ref),
    },
  ];
};

const sortOldestFirst = (group: readonly JobRow[]) =>
  group.toSorted((one, other) => startOf(one) - startOf(other)) as [JobRow, ...JobRow[]];

const startOf = ({ startedAt, createdAt }: JobRow): number => startedAt ?? createdAt;
