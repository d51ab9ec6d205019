import { jobMakerOf } from '../../../src/kubernetes/objects/job-outcomes.ts';
import { describeCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';

/** The finding on Jobs of one maker that were started and have no pod; the one that waits longest stands for them. */
export const idleJobsFinding = (group: readonly JobRow[], now: number): Finding => {
  const sorted = group.toSorted((one, other) => (one.startedAt ?? now) - (other.startedAt ?? now));
  const job = sorted[0] as JobRow;
  const maker = jobMakerOf(job);
  const named = maker === undefined ? '' : `Job ${job.ref.name} `;
  const more = group.length === 1 ? '' : ` (${group.length} Jobs)`;
  return {
    reason: 'job_idle',
    message: `${named}started ${formatDuration(now - (job.startedAt ?? now))} ago and has made no pod since${more}`,
    object: maker ?? job.ref,
    objects: maker === undefined ? [] : sorted.map(({ ref }) => ref),
    evidence: { startedAt: new Date(job.startedAt ?? now).toISOString(), parallelism: job.parallelism },
    next: [describeCommand(job.ref)],
  };
};
