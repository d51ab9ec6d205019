import { describe, expect, it } from 'vitest';
import schedules from '../../../checks/workloads/cronjob-schedules.ts';
import { buildPod, timestampAgo } from '../../support/build-pods.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';
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
      { lastScheduleTime: timestampAgo('150m'), lastSuccessfulTime: timestampAgo('150m') },
    );
    expect((await at([row], jobs)).findings).toHaveLength(count);
  });

  it('a finished Job that is still listed as active keeps no run from starting', async () => {
    const row = cron(
      { concurrencyPolicy: 'Forbid' },
      {
        lastScheduleTime: timestampAgo('3h'),
        lastSuccessfulTime: timestampAgo('3h'),
        active: [{ kind: 'Job', name: 'nightly-7' }],
      },
    );
    const done = jobRow(
      { succeeded: 1, conditions: [buildCondition('Complete', 'True', '2h')] },
      { ...ofCronJob, name: 'nightly-7' },
    );
    expect((await at([row], [done])).findings.map(({ reason }) => reason)).toEqual(['cron_missed']);
  });

  describe('with concurrencyPolicy Forbid', () => {
    const forbid = (schedule: string, last: string) =>
      cron({ concurrencyPolicy: 'Forbid', schedule }, { lastScheduleTime: timestampAgo(last) });
    const running = (since: string) =>
      jobRow({ active: 1, startTime: timestampAgo(since) }, { ...ofCronJob, age: since });
    const usual = (took: string) =>
      jobRow(
        {
          ...{ succeeded: 1, conditions: [buildCondition('Complete', 'True', '9h')] },
          ...{
            startTime: timestampAgo('20h'),
            completionTime: new Date(Date.parse(timestampAgo('20h')) + Number(took)).toISOString(),
          },
        },
        { ...ofCronJob, name: 'nightly-1', age: '20h' },
      );

    it('a run that hangs is named with the runs that it kept from starting', async () => {
      const { findings } = await at([forbid('*/15 * * * *', '10h')], [running('10h')]);
      expect(findings).toEqual([
        expect.objectContaining({
          reason: 'cron_blocked',
          message:
            'has not started for 10h, 39 runs were skipped: Job export is still running, and concurrencyPolicy is Forbid',
          object: { kind: 'CronJob', namespace: 'shop', name: 'nightly' },
        }),
      ]);
    });

    it.each([
      ['a run of half an hour whose next one is not due', '0 * * * *', '30m', '30m', []],
      ['two runs that were skipped', '0 * * * *', '150m', '150m', []],
      ['a run of a few minutes of a schedule of minutes', '* * * * *', '20m', '20m', []],
      ['a run that takes as long as those before', '*/15 * * * *', '2h', '2h', [usual('7200000')]],
    ])('healthy: %s', async (_, schedule, last, since, before) => {
      expect((await at([forbid(schedule, last)], [running(since), ...before])).findings).toEqual([]);
    });
  });

  it.each([
    ['Replace', 1],
    ['Allow', 0],
  ])('runs that never end, with %s, give %i findings', async (concurrencyPolicy, count) => {
    const row = cron({ concurrencyPolicy }, { lastScheduleTime: timestampAgo('1m') }, { age: '1d' });
    const { findings } = await at([row], [jobRow({ active: 1 }, { ...ofCronJob, age: '1m' })]);
    expect(findings).toHaveLength(count);
    for (const { message } of findings) expect(message).toContain('were replaced before they ended');
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

  it('one whose Jobs are deleted as they end, and that noted no success, is a note', async () => {
    const { findings, notes } = await at([cron({}, { lastScheduleTime: timestampAgo('0s') }, { age: '5h' })]);
    expect(findings).toEqual([]);
    expect(notes).toEqual(['1 CronJob was started, and how the runs ended is not kept: shop/nightly']);
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

  describe('blocked by a Job of status.active', () => {
    const row = cron(
      { concurrencyPolicy: 'Forbid', schedule: '*/20 * * * *' },
      {
        lastScheduleTime: timestampAgo('8h'),
        lastSuccessfulTime: timestampAgo('499m'),
        active: [{ name: 'nightly-2' }],
      },
    );
    const run = (status: object, parts: ObjectParts = {}) =>
      jobRow({ startTime: timestampAgo('8h'), ...status }, { ...ofCronJob, name: 'nightly-2', age: '8h', ...parts });

    it('it follows from what ails the pod of the Job', async () => {
      const pods = [buildPod({ name: 'nightly-2-x', owner: 'Job/nightly-2' })];
      const { findings } = await judgeRows(schedules, { cronJobs: [row], jobs: [run({ active: 1 })], pods });
      expect(findings).toEqual([
        expect.objectContaining({
          reason: 'cron_blocked',
          objects: [{ kind: 'Job', namespace: 'shop', name: 'nightly-2' }],
          because: [{ kind: 'Pod', namespace: 'shop', name: 'nightly-2-x' }],
        }),
      ]);
    });

    it.each([
      ['Pending', 'has not begun'],
      ['Running', 'is still running'],
    ])('a Job whose pod is %s %s', async (phase, words) => {
      const pods = [buildPod({ name: 'nightly-2-x', owner: 'Job/nightly-2', phase })];
      const { findings } = await judgeRows(schedules, { cronJobs: [row], jobs: [run({ active: 1 })], pods });
      expect(findings[0]?.message).toContain(`Job nightly-2 ${words}`);
    });

    it('it follows from the Job that makes no pod', async () => {
      const { findings } = await at([row], [run({})]);
      expect(findings.map(({ reason }) => reason)).toEqual(['cron_blocked']);
      expect(findings[0]?.message).toContain('Job nightly-2 has not ended');
      expect(findings[0]?.because).toEqual([{ kind: 'Job', namespace: 'shop', name: 'nightly-2' }]);
    });

    const byHand = { name: 'by-hand', annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' } };
    it.each([
      ['a Job that is gone', []],
      ['a run by hand', [run({ active: 1 }, byHand)]],
    ])('%s blocks nothing: the start is missed', async (_, jobs) => {
      expect((await at([row], jobs)).findings.map(({ reason }) => reason)).toEqual(['cron_missed']);
    });
  });

  it.each([
    ['30m', 1],
    ['29m', 1],
    ['20m', 0],
  ])('runs that are replaced, with the last success %s ago, give %i findings', async (since, count) => {
    const row = cron(
      { concurrencyPolicy: 'Replace', schedule: '*/10 * * * *' },
      { lastScheduleTime: timestampAgo('0s'), lastSuccessfulTime: timestampAgo(since) },
    );
    const current = jobRow({ active: 1 }, { ...ofCronJob, name: 'nightly-9', age: '0s' });
    expect((await at([row], [current])).findings).toHaveLength(count);
  });

  it('the success of a Job counts, where the CronJob does not say it', async () => {
    const done = { succeeded: 1, completionTime: timestampAgo('59m') };
    const jobs = [jobRow(done, { ...ofCronJob, name: 'nightly-8' })];
    const row = cron({}, { lastScheduleTime: timestampAgo('0s') });
    expect((await at([row], jobs)).findings).toEqual([]);
    expect((await at([row], [jobRow(failedStatus(), { ...ofCronJob, name: 'nightly-9' })])).findings).toHaveLength(1);
  });

  it.each([
    ['a controller whose host is in India', '0 * * * *', '30m', 0],
    ['a controller whose host is in Shanghai', '0 2 * * *', '18h', 0],
    ['it, late by more than a change of the clocks', '0 2 * * *', '1506m', 1],
    ['one in UTC that is late', '0 2 * * *', '34h', 1],
  ])('the last start shows the time zone of %s', async (_, schedule, since, count) => {
    const time = timestampAgo(since);
    const row = cron({ schedule }, { lastScheduleTime: time, lastSuccessfulTime: time });
    expect((await at([row])).findings).toHaveLength(count);
  });

  it.each(['0/7 * * * *', '*/65 * * * *', 'CRON_TZ=Asia/Tokyo 0 4 * * *', 'TZ=UTC @daily'])(
    'the dialect of the controller is read: %s',
    async (schedule) => {
      const time = timestampAgo('0s');
      const row = cron({ schedule }, { lastScheduleTime: time, lastSuccessfulTime: time });
      expect((await at([row])).findings).toEqual([]);
    },
  );
});
