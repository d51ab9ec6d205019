import { describe, expect, it } from 'vitest';
import failures from '../../../checks/workloads/job-failures.ts';
import { buildContainer, buildPod, terminatedState, timestampAgo } from '../../support/build-pods.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { failedStatus, jobRow, ofCronJob } from './job-rows.ts';

const completeStatus = { succeeded: 1, conditions: [buildCondition('Complete', 'True', '1m')] };

describe('Jobs', () => {
  it('one that gave up, with the container that ended badly', async () => {
    const worker = buildContainer({ name: 'worker', state: terminatedState(5), ready: false });
    const { findings } = await judgeRows(failures, {
      jobs: [jobRow(failedStatus())],
      pods: [buildPod({ name: 'export-x', owner: 'Job/export', phase: 'Failed', containers: [worker] })],
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
      jobRow(completeStatus, { ...ofCronJob, name: 'nightly-1', age: '3h' }),
      jobRow(failedStatus(), { ...ofCronJob, name: 'nightly-2', age: '2h' }),
      jobRow({ active: 1 }, { ...ofCronJob, name: 'nightly-3', age: '1m' }),
    ];
    const { findings } = await judgeRows(failures, { jobs });
    expect(findings).toEqual([
      expect.objectContaining({
        object: { kind: 'CronJob', namespace: 'shop', name: 'nightly' },
        objects: [{ kind: 'Job', namespace: 'shop', name: 'nightly-2' }],
      }),
    ]);
  });

  it('runs by hand of a CronJob count as its runs, also those of clients that are no controller', async () => {
    const byHand = (name: string, controller: boolean) =>
      jobRow(failedStatus('9d'), {
        name,
        age: '9d',
        metadata: {
          ownerReferences: [
            {
              apiVersion: 'batch/v1',
              kind: 'CronJob',
              name: 'nightly',
              uid: 'cronjob-nightly',
              ...(controller && { controller }),
            },
          ],
        },
      });
    const newer = jobRow(completeStatus, { ...ofCronJob, name: 'nightly-5', age: '3h' });
    const jobs = [byHand('by-hand-1', false), byHand('by-hand-2', true)];
    expect((await judgeRows(failures, { jobs: [...jobs, newer] })).findings).toEqual([]);
    expect((await judgeRows(failures, { jobs })).findings).toHaveLength(1);
  });

  it('twelve that one ScaledJob made and that failed are one story', async () => {
    const jobs = Array.from({ length: 12 }, (_, at) =>
      jobRow(failedStatus(`${at + 1}m`), { name: `scaled-${at}`, owner: 'ScaledJob/mails', age: `${at + 1}h` }),
    );
    const { findings } = await judgeRows(failures, { jobs });
    expect(findings).toEqual([
      expect.objectContaining({
        object: { kind: 'ScaledJob', namespace: 'shop', name: 'mails' },
        message: expect.stringMatching(/^newest Job scaled-0 failed 1m ago: .*; 11 further Jobs of it failed too$/),
      }),
    ]);
  });

  it('runs of a CronJob that hang are one story, told of the oldest', async () => {
    const hung = (name: string, since: string) =>
      jobRow({ active: 1, startTime: timestampAgo(since) }, { ...ofCronJob, name, age: since });
    const { findings } = await judgeRows(failures, { jobs: [hung('nightly-2', '13h'), hung('nightly-1', '57h')] });
    expect(findings).toEqual([
      expect.objectContaining({
        reason: 'job_overdue',
        message: '2 Jobs of it run for too long, the oldest, nightly-1, for 2d 9h',
        object: { kind: 'CronJob', namespace: 'shop', name: 'nightly' },
      }),
    ]);
  });

  it.each([
    [9, 0],
    [10, 1],
  ])('%i runs of a CronJob at once give %i warnings', async (count, warnings) => {
    const jobs = Array.from({ length: count }, (_, at) =>
      jobRow({ active: 1, startTime: timestampAgo('1h') }, { ...ofCronJob, name: `nightly-${at}` }),
    );
    const { findings } = await judgeRows(failures, { jobs });
    expect(findings.map(({ reason, level }) => `${reason} ${level}`)).toEqual(
      Array(warnings).fill('job_pile_up warning'),
    );
  });

  it.each([
    ['12h', 0],
    ['43201s', 1],
  ])('one that runs for %s gives %i warnings', async (since, count) => {
    const { findings } = await judgeRows(failures, { jobs: [jobRow({ active: 1, startTime: timestampAgo(since) })] });
    expect(findings.map(({ level }) => level)).toEqual(Array(count).fill('warning'));
  });

  it.each([
    ['10m', {}, {}, 0],
    ['601s', {}, {}, 1],
    ['601s', { failed: 1 }, {}, 0],
    ['601s', {}, { suspend: true }, 0],
    ['601s', {}, { completions: 0 }, 0],
    ['601s', { conditions: [buildCondition('Suspended', 'True', '1m')] }, {}, 0],
  ])('one that was started %s ago, %o, %o, and has no pod gives %i findings', async (since, status, spec, count) => {
    const jobs = [jobRow({ startTime: timestampAgo(since), ...status }, { spec })];
    const { findings } = await judgeRows(failures, { jobs });
    expect(findings.map(({ reason }) => reason)).toEqual(Array(count).fill('job_idle'));
    expect((await judgeRows(failures, { jobs, pods: [buildPod({ owner: 'Job/export' })] })).findings).toEqual([]);
  });

  it.each([
    ['nothing', []],
    ['one that is done', [jobRow(completeStatus)]],
    ['failed Job that later succeeded: a retry under way', [jobRow({ active: 1, failed: 2 })]],
    [
      'failed Job that later succeeded: a newer one of its CronJob',
      [
        jobRow(failedStatus(), { ...ofCronJob, name: 'nightly-1', age: '2h' }),
        jobRow(completeStatus, { ...ofCronJob, name: 'nightly-2' }),
      ],
    ],
    ['one that is deleted', [jobRow(failedStatus(), { metadata: { deletionTimestamp: timestampAgo('1m') } })]],
  ])('healthy: %s', async (_, jobs) => expect((await judgeRows(failures, { jobs })).findings).toEqual([]));
});
