import { formatExitCode } from '../../../src/kubernetes/containers/exit-codes.ts';
import { isOutOfMemory } from '../../../src/kubernetes/containers/termination-cause.ts';
import type { ContainerTermination } from '../../../src/kubernetes/fields/container-status.ts';
import { formatCondition } from '../../../src/kubernetes/objects/conditions.ts';
import { failedCondition, jobMakerOf } from '../../../src/kubernetes/objects/job-outcomes.ts';
import { describeCommand, kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { PodsOfJob } from './job-pods.ts';

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

/** An exit code, with what the runtime says more of it. */
const formatEnding = (end: ContainerTermination): string =>
  `${isOutOfMemory(end) ? 'OOMKilled, ' : ''}${formatExitCode(end.exitCode)}`;

/** Jobs of one maker that failed; the newest stands for them. */
export const failedJobsFinding = (group: readonly JobRow[], podsOf: PodsOfJob, now: number): Finding => {
  const [job, ...others] = group.toSorted((one, other) => other.createdAt - one.createdAt) as [JobRow, ...JobRow[]];
  const pods = podsOf(job);
  const condition = failedCondition(job);
  const ending = newestFailure(pods);
  const ended = ending === undefined ? '' : `; container ${ending.name} ended with ${formatEnding(ending.terminated)}`;
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
      kubectlCommand(job.ref.namespace)`logs job/${job.ref.name} --all-containers --tail=50`,
      describeCommand(job.ref),
    ],
    because: pods.map(({ ref }) => ref),
  };
};
