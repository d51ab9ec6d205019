import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import {
  failedCondition,
  groupByMaker,
  isJobDone,
  unresolvedFailures,
} from '../../src/kubernetes/objects/job-outcomes.ts';
import type { JobRow } from '../../src/kubernetes/views/jobs.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { failedJobsFinding } from './jobs/failed-jobs.ts';
import { idleJobsFinding } from './jobs/idle-jobs.ts';
import { podsByJob } from './jobs/job-pods.ts';
import { findLingeringPod, type LingeringPod } from './jobs/job-sidecars.ts';
import { lingeringJobsFinding } from './jobs/lingering-jobs.ts';
import { overdueJobsFinding, pileUpFinding, slowerThanUsual } from './jobs/overdue-jobs.ts';

export default defineCheck({
  group: 'workloads',
  name: 'job-failures',
  title: 'Jobs succeed',
  why: 'A Job that gave up is not tried again: its export, migration or backup did not happen.',
  remedy: 'Read the log of its last pod, mend the cause, and create the Job again.',
  severity: 'sev3',
  needs: ['jobs'],
  wants: ['pods', 'cronJobs'],
  params: z.strictObject({
    start: duration().prefault('10m').describe('How long a Job may take until it makes its first pod'),
    longest: duration().prefault('12h').describe('How long a Job may run before it is warned of'),
    sidecar: duration().prefault('10m').describe('How long a sidecar may outlive the other containers of its Job'),
  }),
  run({ jobs, pods = [], cronJobs = [], params, now, note }) {
    const living = jobs.filter(({ deletingAt }) => deletingAt === undefined);
    const tests = living.filter((job) => job.test && failedCondition(job) !== undefined);
    if (tests.length > 0) note(`failed tests of Helm releases: ${tests.map(({ ref }) => formatName(ref)).join(', ')}`);
    const judged = living.filter((job) => !tests.includes(job));
    const podsOf = podsByJob(pods);
    const running = living.filter((job) => job.active > 0 && !isJobDone(job));
    const lingering = running.flatMap(
      (job) => findLingeringPod(job, podsOf(job), { now, grace: params.sidecar }) ?? [],
    );
    const working = running.filter((job) => !lingering.some((pod) => pod.job === job));
    const overdue = working.filter((job) => now - (job.startedAt ?? now) > params.longest);
    const idle = living.filter((job) => isIdle(job) && now - (job.startedAt ?? now) > params.start);
    return [
      ...groupByMaker(unresolvedFailures(judged, cronJobs)).map((group) => failedJobsFinding(group, podsOf, now)),
      ...groupLingering(lingering).map((group) => lingeringJobsFinding(group, now)),
      ...groupByMaker(overdue).map((group) => overdueJobsFinding(group, podsOf, now)),
      ...groupByMaker(slowerThanUsual(living, now).filter((job) => working.includes(job)))
        .filter((group) => !group.some((job) => overdue.includes(job)))
        .flatMap((group) => pileUpFinding(group, podsOf, now)),
      ...groupByMaker(idle.filter((job) => podsOf(job).length === 0)).map((group) => idleJobsFinding(group, now)),
    ];
  },
});

const formatName = ({ namespace, name }: ObjectRef): string => `${namespace}/${name}`;

const groupLingering = (pods: readonly LingeringPod[]): readonly (readonly LingeringPod[])[] =>
  groupByMaker(pods.map(({ job }) => job)).map((group) => pods.filter(({ job }) => group.includes(job)));

/** Whether a Job was started and has made no pod: its pods are refused, or no controller makes them. */
const isIdle = ({ active, succeeded, failed, completions, parallelism, conditions, ...job }: JobRow): boolean =>
  job.suspended === undefined &&
  job.foreign === undefined &&
  active + succeeded + failed === 0 &&
  completions !== 0 &&
  parallelism > 0 &&
  !conditions.some(({ status }) => status === 'True');
