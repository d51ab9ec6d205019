import { formatExitCode } from '../../../src/kubernetes/containers/exit-codes.ts';
import { jobMakerOf } from '../../../src/kubernetes/objects/job-outcomes.ts';
import { kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import type { LingeringPod } from './job-sidecars.ts';

/** The finding on Jobs of one maker that a sidecar keeps from ending. */
export const lingeringJobsFinding = (group: readonly LingeringPod[], now: number): Finding => {
  const sorted = group.toSorted((one, other) => one.endedAt - other.endedAt);
  const { job, pod, sidecars, worker, endedAt } = sorted[0] as LingeringPod;
  const maker = jobMakerOf(job);
  const names = sidecars.map(({ name }) => name);
  const exitCode = worker.state.terminated?.exitCode ?? 0;
  const named = maker === undefined ? '' : ` ${job.ref.name}`;
  const more = group.length === 1 ? '' : ` (${group.length} Jobs)`;
  return {
    reason: 'job_sidecar',
    message: `container ${worker.name} ended ${formatDuration(now - endedAt)} ago with ${exitCode === 0 ? 'exit code 0' : formatExitCode(exitCode)}, but ${names.join(', ')} runs on, so Job${named} cannot end${more}`,
    object: maker ?? job.ref,
    objects: sorted.flatMap((each) => [...(maker === undefined ? [] : [each.job.ref]), each.pod.ref]),
    evidence: {
      ...{ pod: pod.ref.name, container: names[0] ?? null, ended: worker.name, exitCode },
      endedAt: new Date(endedAt).toISOString(),
    },
    next: [
      kubectlCommand(pod.ref.namespace)`logs ${pod.ref.name} -c ${worker.name} --tail=50`,
      'kubectl explain pod.spec.initContainers.restartPolicy',
    ],
  };
};
