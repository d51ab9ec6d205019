import { describe, expect, it } from 'vitest';
import schedules from '../../../checks/workloads/cronjob-schedules.ts';
import { timestampAgo } from '../../support/build-pods.ts';
import { buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { failedStatus, jobRow, ofCronJob } from './job-rows.ts';

describe('CronJobs', () => {
  const cron = (spec: object, status: object = {}, parts: ObjectParts = {}) =>
    buildRow('cronJobs', { name: 'nightly', age: '10d', ...parts, spec: { schedule: '0 * * * *', ...spec }, status });
  const started = { lastScheduleTime: timestampAgo('1h'), lastSuccessfulTime: timestampAgo('59m') };
  const at = (cronJobs: ReturnType<typeof cron>[], jobs: ReturnType<typeof jobRow>[] = []) =>
    judgeRows(schedules, { cronJobs, jobs });

  it('one that was due and did not start', async () => {
    const { findings } = await at([
      cron({}, { lastScheduleTime: timestampAgo('3h'), lastSuccessfulTime: timestampAgo('3h') }),
    ]);
    expect(findings).toEqual([
      expect.objectContaining({
        reason: 'cron_missed',
        message: 'was due 2h ago by "0 * * * *" (UTC) and did not start; last started 3h ago',
      }),
    ]);
  });

  it.each([
    [[], 1],
    [[jobRow({ active: 1 }, ofCronJob)], 0],
  ])('one that must not run beside itself waits for its Job', async (jobs, count) => {
    const row = cron(
      { concurrencyPolicy: 'Forbid' },
      { lastScheduleTime: timestampAgo('3h'), lastSuccessfulTime: timestampAgo('3h') },
    );
    expect((await at([row], jobs)).findings).toHaveLength(count);
  });

  it.each([
    [5 * 60_000, 0],
    [5 * 60_000 + 1, 1],
  ])('%i ms after its time it gives %i findings', async (late, count) => {
    const cronJobs = [cron({}, started)];
    const now = Date.parse(timestampAgo('0s')) + late;
    expect((await judgeRows(schedules, { cronJobs, jobs: [] }, {}, now)).findings).toHaveLength(count);
  });

  it.each([
    ['has never succeeded', {}, 1],
    ['last succeeded 4h ago', { lastSuccessfulTime: timestampAgo('4h') }, 1],
    ['last succeeded 3h ago', { lastSuccessfulTime: timestampAgo('3h') }, 1],
    ['last succeeded 2h ago', { lastSuccessfulTime: timestampAgo('2h') }, 0],
  ])('%s: %o gives %i', async (text, status, count) => {
    const jobs = [jobRow(failedStatus(), { ...ofCronJob, name: 'nightly-9' })];
    const { findings } = await at([cron({}, { lastScheduleTime: timestampAgo('0s'), ...status })], jobs);
    expect(findings).toHaveLength(count);
    for (const finding of findings)
      expect(finding).toMatchObject({
        reason: 'cron_unsuccessful',
        message: expect.stringContaining(text),
        because: [{ kind: 'Job', namespace: 'shop', name: 'nightly-9' }],
      });
  });

  it.each([
    ['every day', undefined],
    ['0 * * * *', 'Mars/Olympus'],
  ])('%s in %s cannot be read', async (schedule, timeZone) => {
    expect((await at([cron({ schedule, timeZone })])).findings[0]?.reason).toBe('cron_invalid');
  });

  it.each([
    ['nothing', []],
    ['one that works', [cron({}, started)]],
    ['one that is new', [cron({}, {}, { age: '10m' })]],
    ['a schedule that is not due for long', [cron({ schedule: '0 0 29 2 *' })]],
  ])('healthy: %s', async (_, cronJobs) => expect((await at(cronJobs)).findings).toEqual([]));

  it('a slow first run is no failure', async () => {
    const cronJobs = [cron({}, { lastScheduleTime: timestampAgo('0s') }, { age: '5h' })];
    expect((await at(cronJobs, [jobRow({ active: 1 }, ofCronJob)])).findings).toEqual([]);
  });

  it('the third run may yet succeed while it is under way', async () => {
    const cronJobs = [cron({}, { lastScheduleTime: timestampAgo('0s'), lastSuccessfulTime: timestampAgo('3h') })];
    const before = jobRow(failedStatus(), { ...ofCronJob, name: 'nightly-8' });
    expect((await at(cronJobs, [before])).findings).toHaveLength(1);
    expect((await at(cronJobs, [before, jobRow({ active: 1 }, ofCronJob)])).findings).toEqual([]);
  });

  it('suspended ones are noted', async () => {
    expect(await at([cron({ suspend: true })])).toEqual({ findings: [], notes: ['1 CronJob is suspended'] });
  });
});
