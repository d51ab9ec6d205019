import { describeCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { Finding } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';

/** The finding on a Job that was started and has no pod. */
export const idleJobFinding = (job: JobRow, now: number): Finding => ({
  reason: 'job_idle',
  message: `started ${formatDuration(now - (job.startedAt ?? now))} ago and has made no pod since`,
  object: job.ref,
  evidence: { startedAt: new Date(job.startedAt ?? now).toISOString(), parallelism: job.parallelism },
  next: [describeCommand(job.ref)],
});
