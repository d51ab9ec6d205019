import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { JobRow } from '../../src/kubernetes/views/jobs.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { formatExitCode } from '../pods/containers/exit-codes.ts';
import { decisiveJobs, failedCondition, groupByMaker, isJobDone, jobMakerOf } from './jobs/job-outcomes.ts';
import { overdueJobsFinding, pileUpFinding } from './jobs/overdue-jobs.ts';

export default defineCheck({
  group: 'workloads',
  name: 'job-failures',
  title: 'Jobs succeed',
  why: 'A Job that gave up is not tried again: its export, migration or backup did not happen.',
  remedy: 'Read the log of its last pod, mend the cause, and create the Job again.',
  severity: 'sev3',
  needs: ['jobs'],
  wants: ['pods'],
  params: z.strictObject({
    start: duration().prefault('10m').describe('How long a Job may take until it makes its first pod'),
    longest: duration().prefault('12h').describe('How long a Job may run before it is warned of'),
  }),
  run({ jobs, pods = [], params, now }) {
    const living = jobs.filter(({ deletingAt }) => deletingAt === undefined);
    const failed = decisiveJobs(living).filter((job) => failedCondition(job) !== undefined);
    const running = living.filter((job) => job.active > 0 && !isJobDone(job));
    const overdue = running.filter((job) => now - (job.startedAt ?? now) > params.longest);
    const idle = living.filter((job) => isIdle(job) && now - (job.startedAt ?? now) > params.start);
    const owned = failed.length + idle.length === 0 ? NO_PODS : Map.groupBy(pods, jobKeyOfPod);
    return [
      ...groupByMaker(failed).map((group) => failedJobsFinding(group, { owned, now })),
      ...groupByMaker(overdue).map((group) => overdueJobsFinding(group, now)),
      ...groupByMaker(running.filter((job) => !overdue.includes(job))).flatMap((group) => pileUpFinding(group, now)),
      ...idle.filter((job) => !owned.has(jobKey(job))).map((job) => idleJobFinding(job, now)),
    ];
  },
});

/** Whether a Job was started and has made no pod: its pods are refused, or no controller makes them. */
const isIdle = ({ suspended, active, succeeded, failed, completions, parallelism, conditions }: JobRow): boolean =>
  suspended === undefined &&
  active + succeeded + failed === 0 &&
  completions !== 0 &&
  parallelism > 0 &&
  !conditions.some(({ status }) => status === 'True');

const jobKey = ({ ref }: JobRow): string => `${ref.namespace}/${ref.name}`;

const NO_PODS: ReadonlyMap<string, readonly PodRow[]> = new Map();

const jobKeyOfPod = ({ ref, owner }: PodRow): string => (owner?.kind === 'Job' ? `${ref.namespace}/${owner.name}` : '');

/** The failed container of the newest pod, whose log says why. */
const newestFailure = (pods: readonly PodRow[]) => {
  const endings = pods.flatMap((pod) =>
    [...pod.initContainers, ...pod.containers].flatMap(({ name, state }) => {
      const { terminated } = state;
      return terminated !== undefined && terminated.exitCode !== 0
        ? [{ pod: pod.ref, createdAt: pod.createdAt, name, terminated }]
        : [];
    }),
  );
  return endings.toSorted((one, other) => other.createdAt - one.createdAt)[0];
};

interface FailureContext {
  readonly owned: ReadonlyMap<string, readonly PodRow[]>;
  readonly now: number;
}

/** Jobs of one maker that failed; the newest stands for them. */
const failedJobsFinding = (group: readonly JobRow[], { owned, now }: FailureContext): Finding => {
  const [job, ...others] = group.toSorted((one, other) => other.createdAt - one.createdAt) as [JobRow, ...JobRow[]];
  const pods = owned.get(jobKey(job)) ?? [];
  const condition = failedCondition(job);
  const ending = newestFailure(pods);
  const ended =
    ending === undefined ? '' : `; container ${ending.name} ended with ${formatExitCode(ending.terminated.exitCode)}`;
  const maker = jobMakerOf(job);
  const named = maker === undefined ? '' : `newest Job ${job.ref.name} `;
  const also = others.length === 0 ? '' : `; ${pluralize(others.length, 'further Job')} of it failed too`;
  return {
    reason: 'job_failed',
    message: `${named}failed ${formatDuration(now - (condition?.at ?? job.createdAt))} ago: ${condition === undefined ? '' : formatCondition(condition)} (${pluralize(job.failed, 'failed pod')}, backoffLimit ${job.backoffLimit})${ended}${also}`,
    object: maker ?? job.ref,
    objects: maker === undefined ? [] : [job, ...others].map(({ ref }) => ref),
    evidence: {
      ...(ending === undefined
        ? {}
        : { pod: ending.pod.name, container: ending.name, exitCode: ending.terminated.exitCode, previous: false }),
      ...{ condition: condition?.reason ?? null, failed: job.failed, backoffLimit: job.backoffLimit },
    },
    next: [
      kubectlCommand(job.ref.namespace, `logs job/${job.ref.name} --all-containers --tail=50`),
      describeCommand(job.ref),
    ],
    because: pods.map(({ ref }) => ref),
  };
};

const idleJobFinding = (job: JobRow, now: number): Finding => ({
  reason: 'job_idle',
  message: `started ${formatDuration(now - (job.startedAt ?? now))} ago and has made no pod since`,
  object: job.ref,
  evidence: { startedAt: new Date(job.startedAt ?? now).toISOString(), parallelism: job.parallelism },
  next: [describeCommand(job.ref)],
});
