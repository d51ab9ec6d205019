import { describe, expect, it } from 'vitest';
import { workloadStatuses } from '../../src/status/workloads.ts';
import { TEST_NOW, timestampAgo } from '../support/build-pods.ts';
import { buildCondition, buildRow } from '../support/build-rows.ts';

const CRON = buildRow('cronJobs', { name: 'report', spec: { schedule: '0 * * * *' } });

const MANUAL = { 'cronjob.kubernetes.io/instantiate': 'manual' };

const run = (name: string, type: string, age: string, annotations = {}) =>
  buildRow('jobs', {
    ...{ name, age, annotations, owner: 'CronJob/report' },
    status: {
      conditions: [buildCondition(type, 'True', age)],
      ...(type === 'Complete' && { completionTime: timestampAgo(age) }),
    },
  });

const stateWith = (...jobs: readonly ReturnType<typeof run>[]) =>
  workloadStatuses({ rows: { cronJobs: [CRON], jobs, pods: [] }, unread: {}, now: TEST_NOW })[0]?.state;

describe('the state of a CronJob', () => {
  it('is errored when its newest run failed, and finished once a later one succeeded', () => {
    const failed = run('report-1', 'Failed', '10m');
    expect(stateWith(failed)).toBe('errored');
    expect(stateWith(failed, run('report-2', 'Complete', '5m'))).toBe('finished');
  });

  it('is that of its own runs when somebody tried one by hand in vain', () => {
    const byHand = run('report-try', 'Failed', '5m', MANUAL);
    expect(stateWith(run('report-1', 'Failed', '10m'), byHand)).toBe('errored');
    expect(stateWith(run('report-1', 'Complete', '10m'), byHand)).toBe('finished');
  });

  it('is finished once somebody made the failed run good by hand', () => {
    expect(stateWith(run('report-1', 'Failed', '10m'), run('report-try', 'Complete', '5m', MANUAL))).toBe('finished');
  });
});
