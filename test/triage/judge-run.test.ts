import { describe, expect, it } from 'vitest';
import { triageCluster } from '../../src/triage/cluster.ts';
import { judgeCronJob } from '../../src/triage/judge-run.ts';
import { TEST_NOW } from '../support/build-pods.ts';
import { buildCondition, buildRow } from '../support/build-rows.ts';

const CRON = buildRow('cronJobs', { name: 'report', spec: { schedule: '0 * * * *' } });

const run = (name: string, age: string, parts: { type?: string; manual?: boolean } = {}) =>
  buildRow('jobs', {
    ...{ name, age, owner: 'CronJob/report' },
    annotations: parts.manual === true ? { 'cronjob.kubernetes.io/instantiate': 'manual' } : {},
    status:
      parts.type === undefined
        ? { active: 1 }
        : {
            conditions: [buildCondition(parts.type, 'True', age)],
          },
  });

const judge = (...jobs: readonly ReturnType<typeof run>[]) =>
  judgeCronJob(CRON, triageCluster({ rows: { cronJobs: [CRON], jobs }, unread: {}, namespaces: null, now: TEST_NOW }));

describe('what triage says of a CronJob', () => {
  it('is broken from a failed run until another one ends well, also while that one runs', () => {
    const failed = run('report-1', '30m', { type: 'Failed' });
    expect(judge(failed)).toMatchObject({ verdict: 'broken' });
    expect(judge(failed, run('report-2', '1m'))).toMatchObject({
      ...{ verdict: 'broken', text: expect.stringContaining('its Job report-1: failed') },
    });
    expect(judge(failed, run('report-2', '1m', { type: 'Complete' }))).toMatchObject({ verdict: 'ok' });
  });

  it('is not about a run that somebody tried by hand in vain', () => {
    const byHand = run('report-try', '5m', { type: 'Failed', manual: true });
    expect(judge(run('report-1', '30m', { type: 'Complete' }), byHand)).toMatchObject({ verdict: 'ok' });
    expect(judge(run('report-1', '30m', { type: 'Failed' }), byHand)).toMatchObject({ verdict: 'broken' });
  });
});
