import { findConditionWithStatus, formatCondition } from '../kubernetes/objects/conditions.ts';
import { runsOfCronJob, unresolvedFailures } from '../kubernetes/objects/job-outcomes.ts';
import type { CronJobRow } from '../kubernetes/views/cron-jobs.ts';
import type { JobRow } from '../kubernetes/views/jobs.ts';
import type { Link } from './chain.ts';
import type { TriageCluster } from './cluster.ts';

/** What is said of a workload. */
export type JudgedWorkload = Pick<Link, 'verdict' | 'text' | 'since' | 'because' | 'onPurpose' | 'conditions'>;

/** A Job is well until it has failed, or has no pod that works on it. */
export const judgeJob = (row: JobRow): JudgedWorkload => {
  const failed = findConditionWithStatus(row, 'Failed', 'True');
  if (failed !== undefined)
    return {
      verdict: 'broken',
      text: `failed: ${formatCondition(failed)}`,
      since: failed.at ?? row.createdAt,
      conditions: [failed],
    };
  if (findConditionWithStatus(row, 'Complete', 'True')) return { verdict: 'ok', text: 'completed', onPurpose: true };
  if (row.suspended) return { verdict: 'suspicious', text: 'suspended', onPurpose: true };
  const text = `${row.active} active, ${row.succeeded} succeeded, ${row.failed} failed`;
  return { verdict: row.failed > 0 || row.active === 0 ? 'suspicious' : 'ok', text };
};

/** A CronJob is as well as its last run that ended, else as the one that is under way. */
export const judgeCronJob = (row: CronJobRow, { rows }: TriageCluster): JudgedWorkload => {
  if (row.suspended) return { verdict: 'suspicious', text: 'suspended', onPurpose: true };
  if (rows.jobs === undefined) return { verdict: 'unknown', text: 'its Jobs could not be read' };
  const runs = runsOfCronJob(row, rows.jobs);
  const [failed] = unresolvedFailures(runs, [row]);
  if (failed !== undefined) return runVerdict(failed, 'its Job');
  const [newest] = runs;
  return newest === undefined
    ? { verdict: 'ok', text: `schedule ${row.schedule}, no Job of it is there`, onPurpose: true }
    : runVerdict(newest, 'newest Job');
};

const runVerdict = (job: JobRow, name: string): JudgedWorkload => {
  const { text, ...judged } = judgeJob(job);
  return { ...judged, text: `${name} ${job.ref.name}: ${text}`, because: [job.ref] };
};
