import { describe, expect, it } from 'vitest';
import failures from '../../../checks/workloads/job-failures.ts';
import { buildContainer, buildPod, runningState, terminatedState, timestampAgo } from '../../support/build-pods.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
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

  it.each([
    ['that was made again and succeeded', 'migrate-', '1h', 0],
    ['whose success is older', 'migrate-', '9h', 1],
    ['whose like has another prefix', 'import-', '1h', 1],
  ])('one %s: prefix %s, made %s ago, gives %i findings', async (_, generateName, age, count) => {
    const completionTime = timestampAgo('30m');
    const jobs = [
      jobRow(failedStatus('3h'), { name: 'migrate-a', age: '4h', metadata: { generateName: 'migrate-' } }),
      jobRow({ ...completeStatus, completionTime }, { name: 'b', age, metadata: { generateName } }),
    ];
    expect((await judgeRows(failures, { jobs })).findings).toHaveLength(count);
  });

  it('one whose container ran out of memory, in these words', async () => {
    const worker = buildContainer({ state: terminatedState(137, '1m', { reason: 'OOMKilled' }), ready: false });
    const pods = [buildPod({ owner: 'Job/export', phase: 'Failed', containers: [worker] })];
    const { findings } = await judgeRows(failures, { jobs: [jobRow(failedStatus())], pods });
    expect(findings[0]?.message).toContain('ended with OOMKilled, exit code 137');
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

  it('those of a CronJob since its last success are one story, and all of them count', async () => {
    const failed = Array.from({ length: 3 }, (_, at) =>
      jobRow(failedStatus(`${at + 1}m`), { ...ofCronJob, name: `nightly-${9 - at}`, age: `${at + 1}h` }),
    );
    const good = jobRow(completeStatus, { ...ofCronJob, name: 'nightly-6', age: '4h' });
    const older = jobRow(failedStatus('5h'), { ...ofCronJob, name: 'nightly-5', age: '6h' });
    const { findings } = await judgeRows(failures, { jobs: [older, good, ...failed] });
    expect(findings.map(({ object, message }) => [object?.name, message.split('; ').at(-1)])).toEqual([
      ['nightly', '2 further Jobs of it failed too'],
    ]);
    expect(findings[0]?.objects?.map(({ name }) => name)).toEqual(['nightly-9', 'nightly-8', 'nightly-7']);
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

  it('what is wrong with the pod of a run that hangs explains it', async () => {
    const hung = jobRow({ active: 1, startTime: timestampAgo('13h') }, { ...ofCronJob, name: 'nightly-1' });
    const pod = buildPod({ name: 'nightly-1-x', owner: 'Job/nightly-1' });
    expect((await judgeRows(failures, { jobs: [hung], pods: [pod] })).findings[0]?.because).toEqual([
      pod.ref,
      { kind: 'CronJob', namespace: 'shop', name: 'nightly' },
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
    ['601s', {}, { managedBy: 'kueue.x-k8s.io/multikueue' }, 0],
    ['601s', {}, { managedBy: 'kubernetes.io/job-controller' }, 1],
    ['601s', {}, { completions: 0 }, 0],
    ['601s', { conditions: [buildCondition('Suspended', 'True', '1m')] }, {}, 0],
  ])('one that was started %s ago, %o, %o, and has no pod gives %i findings', async (since, status, spec, count) => {
    const jobs = [jobRow({ startTime: timestampAgo(since), ...status }, { spec })];
    const { findings } = await judgeRows(failures, { jobs });
    expect(findings.map(({ reason }) => reason)).toEqual(Array(count).fill('job_idle'));
    expect((await judgeRows(failures, { jobs, pods: [buildPod({ owner: 'Job/export' })] })).findings).toEqual([]);
  });

  it('tells Jobs without pods under the CronJob that makes them, so that the next run of it has the same fingerprint', async () => {
    const idle = (name: string, since: string) =>
      jobRow({ startTime: timestampAgo(since) }, { ...ofCronJob, name, age: since });
    const { findings } = await judgeRows(failures, { jobs: [idle('nightly-1', '3h'), idle('nightly-2', '2h')] });
    expect(findings).toMatchObject([
      {
        reason: 'job_idle',
        object: { kind: 'CronJob', name: 'nightly' },
        message: 'Job nightly-1 started 3h ago and has made no pod since (2 Jobs)',
      },
    ]);
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

  const judged = async (sources: Parameters<typeof judgeRows>[1]) => (await judgeRows(failures, sources)).findings;

  it.each([
    ['4m', 0],
    ['6m', 1],
  ])('whose CronJob keeps no successful Jobs and last succeeded %s ago: %i findings', async (since, count) => {
    const status = { lastSuccessfulTime: timestampAgo(since) };
    const cronJobs = [buildRow('cronJobs', { name: 'nightly', spec: { schedule: '* * * * *' }, status })];
    expect(await judged({ jobs: [jobRow(failedStatus('5m'), ofCronJob)], cronJobs })).toHaveLength(count);
  });

  it.each([
    ['2h', 0],
    ['4h', 1],
  ])('made by hand 3h ago, of a CronJob that last started a run %s ago: %i findings', async (since, count) => {
    const status = { lastScheduleTime: timestampAgo(since) };
    const cronJobs = [buildRow('cronJobs', { name: 'nightly', spec: { schedule: '* * * * *' }, status })];
    const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual' };
    const jobs = [jobRow(failedStatus('3h'), { ...ofCronJob, annotations, name: 'by-hand' })];
    expect(await judged({ jobs, cronJobs })).toHaveLength(count);
  });

  it('of one ScaledJob count since the last that succeeded', async () => {
    const owner = 'ScaledJob/mails';
    const failed = ['1h', '2h', '5h'].map((age) => jobRow(failedStatus(age), { owner, name: `mails-${age}`, age }));
    const good = (age: string) => jobRow(completeStatus, { owner, name: 'mails-good', age });
    expect((await judged({ jobs: [...failed, good('4h')] }))[0]?.objects).toHaveLength(2);
    expect(await judged({ jobs: [...failed, good('1m')] })).toEqual([]);
  });

  it('of one owner with different templates do not make each other good', async () => {
    const owner = 'JobSet/training';
    const leader = { template: { spec: { containers: [{ name: 'leader', image: 'train:1' }] } } };
    const jobs = [
      jobRow(failedStatus(), { owner, name: 'training-leader', age: '2h', spec: leader }),
      jobRow(completeStatus, { owner, name: 'training-worker', age: '1h' }),
    ];
    expect(await judged({ jobs })).toEqual([
      expect.objectContaining({ object: expect.objectContaining({ kind: 'JobSet' }) }),
    ]);
  });

  it.each([
    ['test', 0],
    ['pre-upgrade', 1],
  ])('of the Helm hook %s give %i findings', async (hook, count) => {
    const jobs = [jobRow(failedStatus(), { annotations: { 'helm.sh/hook': hook } })];
    const { findings, notes } = await judgeRows(failures, { jobs });
    expect(findings).toHaveLength(count);
    expect(notes).toEqual(count === 0 ? ['failed tests of Helm releases: shop/export'] : []);
  });

  it('as many at once as overlap when all is well are no pile', async () => {
    const jobs = Array.from({ length: 12 }, (_, at) =>
      jobRow({ active: 1, startTime: timestampAgo(`${at + 1}m`) }, { ...ofCronJob, name: `nightly-${at}` }),
    );
    const good = (took: string) =>
      jobRow(
        { ...completeStatus, startTime: timestampAgo(took), completionTime: timestampAgo('0s') },
        { ...ofCronJob, name: 'nightly-good' },
      );
    expect(await judged({ jobs: [...jobs, good('12m')] })).toEqual([]);
    expect((await judged({ jobs: [...jobs, good('2m')] })).map(({ reason }) => reason)).toEqual(['job_pile_up']);
  });

  it('that pile up follow from what their pods wait for', async () => {
    const jobs = Array.from({ length: 10 }, (_, at) =>
      jobRow({ active: 1, startTime: timestampAgo('1h') }, { ...ofCronJob, name: `nightly-${at}` }),
    );
    const pods = [buildPod({ name: 'nightly-7-x', owner: 'Job/nightly-7', phase: 'Pending' })];
    expect((await judged({ jobs, pods }))[0]?.because).toEqual([
      { kind: 'Pod', namespace: 'shop', name: 'nightly-7-x' },
    ]);
  });

  it('that pile up behind one that is overdue are its story', async () => {
    const jobs = Array.from({ length: 12 }, (_, at) =>
      jobRow({ active: 1, startTime: timestampAgo(`${at + 1}h`) }, { ...ofCronJob, name: `nightly-${at}` }),
    );
    const older = jobRow({ active: 1, startTime: timestampAgo('13h') }, { ...ofCronJob, name: 'nightly-old' });
    expect((await judged({ jobs: [...jobs, older] })).map(({ reason }) => reason)).toEqual(['job_overdue']);
  });

  describe('whose pod has a sidecar', () => {
    const work = { name: 'import', image: 'import:1' };
    const side = { name: 'mesh', image: 'mesh:1' };
    const state = { ended: terminatedState(0, '601s'), running: runningState('1h') };
    const judgedPod = (
      declared: readonly object[],
      containers: readonly ReturnType<typeof buildContainer>[],
      parts: Parameters<typeof buildPod>[0] = {},
    ) =>
      judged({
        jobs: [
          jobRow(
            { active: 1, startTime: timestampAgo('1h') },
            { ...ofCronJob, name: 'nightly-1', spec: { template: { spec: { containers: declared } } } },
          ),
        ],
        pods: [buildPod({ name: 'nightly-1-x', owner: 'Job/nightly-1', containers, ...parts })],
      });
    const worker = (of: object = state.ended) => buildContainer({ name: 'import', state: of, ready: false });
    const sidecar = (spec: object = {}, of: object = state.running) =>
      buildContainer({ name: 'mesh', state: of, spec });
    const port = { ports: [{ containerPort: 9000 }] };

    it('that was injected and keeps them alive', async () => {
      expect(await judgedPod([work], [sidecar(), worker()])).toEqual([
        expect.objectContaining({
          reason: 'job_sidecar',
          message: 'container import ended 10m 1s ago with exit code 0, but mesh runs on, so Job nightly-1 cannot end',
          object: { kind: 'CronJob', namespace: 'shop', name: 'nightly' },
          objects: [
            { kind: 'Job', namespace: 'shop', name: 'nightly-1' },
            { kind: 'Pod', namespace: 'shop', name: 'nightly-1-x' },
          ],
        }),
      ]);
    });

    it.each([
      ['one that was declared and serves a port', [work, side], [worker(), sidecar(port)], 1],
      [
        'one that is named for what it does',
        [work, { name: 'sql-proxy' }],
        [worker(), buildContainer({ name: 'sql-proxy' })],
        1,
      ],
      ['one of a known kind', [work, { name: 'filebeat' }], [worker(), buildContainer({ name: 'filebeat' })], 1],
      [
        'a Docker daemon, by its image',
        [work, { name: 'docker' }],
        [worker(), buildContainer({ name: 'docker', spec: { image: 'docker:27-dind' } })],
        1,
      ],
      [
        'a proxy that stands first',
        [{ name: 'cloud-sql-proxy' }, work],
        [buildContainer({ name: 'cloud-sql-proxy' }), worker()],
        1,
      ],
      [
        'an exporter that stands first, and is the work',
        [{ name: 'data-exporter' }, work],
        [buildContainer({ name: 'data-exporter' }), worker()],
        0,
      ],
      ['one that ended ten minutes after', [work], [sidecar(), worker(terminatedState(0, '10m'))], 0],
      ['a second worker that takes longer', [work, side], [worker(), sidecar()], 0],
      ['a server that is the work', [side, work], [sidecar(port), worker()], 0],
      ['a worker that still runs', [work], [sidecar(), worker(state.running)], 0],
      ['a worker that is started again', [work], [sidecar(), worker(terminatedState(1, '1h'))], 0],
      ['nobody beside it', [work], [worker(state.running)], 0],
    ])('%s: %i findings', async (_, declared, containers, count) => {
      expect(await judgedPod(declared, containers)).toHaveLength(count);
    });

    it('a pod that is deleted is left alone', async () => {
      const metadata = { name: 'nightly-1-x', namespace: 'shop', deletionTimestamp: timestampAgo('1m') as never };
      const ownerReferences = [{ kind: 'Job', name: 'nightly-1', uid: 'u', controller: true, apiVersion: 'batch/v1' }];
      expect(await judgedPod([work], [sidecar(), worker()], { metadata: { ...metadata, ownerReferences } })).toEqual(
        [],
      );
    });
  });
});
