import { describe, expect, it } from 'vitest';
import schedules from '../../../checks/workloads/cronjob-schedules.ts';
import failures from '../../../checks/workloads/job-failures.ts';
import { parseSchedule } from '../../../checks/workloads/jobs/cron-schedule.ts';
import { ago, container, ended, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { condition, type ObjectParts, row } from '../../support/rows.ts';

const job = (status: object, parts: ObjectParts = {}) =>
  row('jobs', { ...parts, name: parts.name ?? 'export', status });
const failed = (since = '5m') => ({
  failed: 3,
  conditions: [
    condition('Failed', 'True', since, {
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    }),
  ],
});
const complete = { succeeded: 1, conditions: [condition('Complete', 'True', '1m')] };
const ofCron = { owner: 'CronJob/nightly' };

describe('Jobs', () => {
  it('one that gave up, with the container that ended badly', async () => {
    const worker = container({ name: 'worker', state: ended(5), ready: false });
    const { findings } = await judge(failures, {
      jobs: [job(failed())],
      pods: [pod({ name: 'export-x', owner: 'Job/export', phase: 'Failed', containers: [worker] })],
    });
    expect(findings).toEqual([
      expect.objectContaining({
        reason: 'job_failed',
        message:
          'failed 5m ago: BackoffLimitExceeded: Job has reached the specified backoff limit (3 failed pods, backoffLimit 6); container worker ended with exit code 5',
        object: { kind: 'Job', namespace: 'shop', name: 'export' },
        evidence: expect.objectContaining({ pod: 'export-x', container: 'worker', exitCode: 5, previous: false }),
      }),
    ]);
  });

  it('of a CronJob the newest that is done, also while another one runs', async () => {
    const jobs = [
      job(complete, { ...ofCron, name: 'nightly-1', age: '3h' }),
      job(failed(), { ...ofCron, name: 'nightly-2', age: '2h' }),
      job({ active: 1 }, { ...ofCron, name: 'nightly-3', age: '1m' }),
    ];
    const { findings } = await judge(failures, { jobs });
    expect(findings).toEqual([
      expect.objectContaining({
        object: { kind: 'CronJob', namespace: 'shop', name: 'nightly' },
        objects: [{ kind: 'Job', namespace: 'shop', name: 'nightly-2' }],
      }),
    ]);
  });

  it.each([
    ['12h', 0],
    ['43201s', 1],
  ])('one that runs for %s gives %i warnings', async (since, count) => {
    const { findings } = await judge(failures, { jobs: [job({ active: 1, startTime: ago(since) })] });
    expect(findings.map(({ level }) => level)).toEqual(Array(count).fill('warning'));
  });

  it.each([
    ['10m', {}, {}, 0],
    ['601s', {}, {}, 1],
    ['601s', { failed: 1 }, {}, 0],
    ['601s', {}, { suspend: true }, 0],
    ['601s', {}, { completions: 0 }, 0],
    ['601s', { conditions: [condition('Suspended', 'True', '1m')] }, {}, 0],
  ])('one that was started %s ago, %o, %o, and has no pod gives %i findings', async (since, status, spec, count) => {
    const jobs = [job({ startTime: ago(since), ...status }, { spec })];
    const { findings } = await judge(failures, { jobs });
    expect(findings.map(({ reason }) => reason)).toEqual(Array(count).fill('job_idle'));
    expect((await judge(failures, { jobs, pods: [pod({ owner: 'Job/export' })] })).findings).toEqual([]);
  });

  it.each([
    ['nothing', []],
    ['one that is done', [job(complete)]],
    ['failed Job that later succeeded: a retry under way', [job({ active: 1, failed: 2 })]],
    [
      'failed Job that later succeeded: a newer one of its CronJob',
      [job(failed(), { ...ofCron, name: 'nightly-1', age: '2h' }), job(complete, { ...ofCron, name: 'nightly-2' })],
    ],
    ['one that is deleted', [job(failed(), { metadata: { deletionTimestamp: ago('1m') } })]],
  ])('healthy: %s', async (_, jobs) => expect((await judge(failures, { jobs })).findings).toEqual([]));
});

describe('CronJobs', () => {
  const cron = (spec: object, status: object = {}, parts: ObjectParts = {}) =>
    row('cronJobs', { name: 'nightly', age: '10d', ...parts, spec: { schedule: '0 * * * *', ...spec }, status });
  const started = { lastScheduleTime: ago('1h'), lastSuccessfulTime: ago('59m') };
  const at = (cronJobs: ReturnType<typeof cron>[], jobs: ReturnType<typeof job>[] = []) =>
    judge(schedules, { cronJobs, jobs });

  it('one that was due and did not start', async () => {
    const { findings } = await at([cron({}, { lastScheduleTime: ago('3h'), lastSuccessfulTime: ago('3h') })]);
    expect(findings).toEqual([
      expect.objectContaining({
        reason: 'cron_missed',
        message: 'was due 2h ago by "0 * * * *" (UTC) and did not start; last started 3h ago',
      }),
    ]);
  });

  it.each([
    [[], 1],
    [[job({ active: 1 }, ofCron)], 0],
  ])('one that must not run beside itself waits for its Job', async (jobs, count) => {
    const row = cron({ concurrencyPolicy: 'Forbid' }, { lastScheduleTime: ago('3h'), lastSuccessfulTime: ago('3h') });
    expect((await at([row], jobs)).findings).toHaveLength(count);
  });

  it.each([
    [5 * 60_000, 0],
    [5 * 60_000 + 1, 1],
  ])('%i ms after its time it gives %i findings', async (late, count) => {
    const cronJobs = [cron({}, started)];
    const now = Date.parse(ago('0s')) + late;
    expect((await judge(schedules, { cronJobs, jobs: [] }, {}, now)).findings).toHaveLength(count);
  });

  it.each([
    ['has never succeeded', {}, 1],
    ['last succeeded 4h ago', { lastSuccessfulTime: ago('4h') }, 1],
    ['last succeeded 3h ago', { lastSuccessfulTime: ago('3h') }, 1],
    ['last succeeded 2h ago', { lastSuccessfulTime: ago('2h') }, 0],
  ])('%s: %o gives %i', async (text, status, count) => {
    const jobs = [job(failed(), { ...ofCron, name: 'nightly-9' })];
    const { findings } = await at([cron({}, { lastScheduleTime: ago('0s'), ...status })], jobs);
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
    const cronJobs = [cron({}, { lastScheduleTime: ago('0s') }, { age: '5h' })];
    expect((await at(cronJobs, [job({ active: 1 }, ofCron)])).findings).toEqual([]);
  });

  it('the third run may yet succeed while it is under way', async () => {
    const cronJobs = [cron({}, { lastScheduleTime: ago('0s'), lastSuccessfulTime: ago('3h') })];
    const before = job(failed(), { ...ofCron, name: 'nightly-8' });
    expect((await at(cronJobs, [before])).findings).toHaveLength(1);
    expect((await at(cronJobs, [before, job({ active: 1 }, ofCron)])).findings).toEqual([]);
  });

  it('suspended ones are noted', async () => {
    expect(await at([cron({ suspend: true })])).toEqual({ findings: [], notes: ['1 CronJob is suspended'] });
  });
});

it.each([
  ['0 2 * * *', 'Europe/Berlin', '2026-11-21T12:00:00Z', '2026-11-22T01:00:00Z'],
  ['0 0 13 * 5', undefined, '2026-11-21T12:00:00Z', '2026-11-27T00:00:00Z'],
  ['0 12 ? * MON', undefined, '2026-11-21T12:00:00Z', '2026-11-23T12:00:00Z'],
  ['@hourly', undefined, '2026-11-21T12:10:00Z', '2026-11-21T13:00:00Z'],
  ['@every 1h30m', undefined, '2026-11-21T12:00:00Z', '2026-11-21T13:30:00Z'],
])('the schedule %s in %s after %s is due at %s', (text, zone, after, due) => {
  expect(parseSchedule(text, zone).next(Date.parse(after))).toBe(Date.parse(due));
});
