import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chartReadme } from '../../src/docs/chart-values.ts';
import { command } from '../cluster/program.ts';
import { chart, features, helm3, podSpecOf, type Rendered, rendered, tools, valueArgs } from './helm.ts';

const names = await features();
const old = await helm3();
if (old === undefined && process.env.CI) throw new Error('Helm 3 needs Go');
if (old === undefined) console.warn('Helm 3 skipped: it needs Go');

let helm = '';
beforeAll(async () => {
  ({ helm } = await tools());
}, 900_000);

const jobsOf = (objects: readonly Rendered[]) => objects.filter(({ kind }) => kind === 'CronJob');
const argsOf = (cronJob: Rendered): readonly string[] => podSpecOf(cronJob).containers[0].args;
const envOf = (cronJob: Rendered) =>
  Object.fromEntries(
    podSpecOf(cronJob).containers[0].env.map(({ name, value, valueFrom }: Rendered) => [name, value ?? valueFrom]),
  );

describe.each(names)('with %s', (name) => {
  it('Helm 4 finds nothing to complain about', async () => {
    await command([helm, 'lint', '--strict', chart, ...valueArgs({ files: [name] })]);
  });

  it.skipIf(old === undefined)('Helm 3 renders the same', async () => {
    await command([old as string, 'lint', '--strict', chart, ...valueArgs({ files: [name] })]);
    expect(await rendered(old as string, { files: [name] })).toEqual(await rendered(helm, { files: [name] }));
  });

  it('every pod is restricted, bounded and known as our own', async () => {
    const objects = await rendered(helm, { files: [name] });
    for (const object of objects) {
      const spec = podSpecOf(object);
      if (spec === undefined) continue;
      const [container] = spec.containers;
      expect(spec.enableServiceLinks).toBe(false);
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.limits.memory).toBeDefined();
      const { metadata } = object.spec.jobTemplate?.spec.template ?? object.spec.template ?? object;
      expect(metadata.labels['app.kubernetes.io/name']).toBe('kavmon');
    }
  });

  it('no schedule runs the start-up gate, and all names fit', async () => {
    const jobs = jobsOf(await rendered(helm, { files: [name] }));
    for (const job of jobs) {
      expect(argsOf(job).find((arg) => arg.startsWith('--group='))).not.toContain('dependency');
      expect(job.metadata.name.length).toBeLessThanOrEqual(52);
      expect(job.spec).toMatchObject({ concurrencyPolicy: 'Forbid', startingDeadlineSeconds: expect.any(Number) });
      expect(podSpecOf(job).restartPolicy).toBe('Never');
      expect(envOf(job).KAVMON_CRONJOB).toBe(job.metadata.name);
    }
    expect(new Set(jobs.map(({ metadata }) => metadata.name)).size).toBe(jobs.length);
  });
});

describe('the default jobs', () => {
  it('are one for the cluster, and one for each group of the checks that services list', async () => {
    const jobs = jobsOf(await rendered(helm, { files: ['services'] }));
    const groups = Object.fromEntries(jobs.map((job) => [job.metadata.name, argsOf(job)[1]]));
    expect(groups).toMatchObject({
      'rel-kavmon-endpoint': '--group=endpoint',
      'rel-kavmon-database': '--group=database',
      'rel-kavmon-cluster': expect.stringMatching(/^--group=pods,/),
    });
    expect(Object.keys(groups)).toHaveLength(3);
    expect(groups['rel-kavmon-cluster']).not.toContain('hygiene');
  });

  it('can be changed and switched off one by one', async () => {
    const set = ['jobs.endpoint.enabled=false', 'jobs.database.runTimeout=60', 'jobs.cluster.exitZero=false'];
    const jobs = jobsOf(await rendered(helm, { files: ['services'], set }));
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual(['rel-kavmon-cluster', 'rel-kavmon-database']);
    expect(argsOf(jobs[0])).not.toContain('--cronjob');
    expect(jobs[1].spec.jobTemplate.spec.activeDeadlineSeconds).toBe(95);
  });

  it('hold no token when they read nothing of the cluster', async () => {
    const jobs = jobsOf(await rendered(helm, { files: ['services'] }));
    const tokens = jobs.map((job) => [job.metadata.name, podSpecOf(job).automountServiceAccountToken]);
    expect(Object.fromEntries(tokens)).toEqual({
      'rel-kavmon-cluster': true,
      'rel-kavmon-database': false,
      'rel-kavmon-endpoint': false,
    });
  });
});

describe('a job', () => {
  it('fails for good on exit codes of kavmon and not at all on a drained node', async () => {
    const [job] = jobsOf(await rendered(helm, {}));
    const { rules } = job.spec.jobTemplate.spec.podFailurePolicy;
    expect(rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { containerName: 'kavmon', operator: 'In', values: [1, 2] } },
    ]);
  });

  it('with shards fails index by index', async () => {
    const [job] = jobsOf(await rendered(helm, { files: ['shards'] }));
    expect(job.spec.jobTemplate.spec).toMatchObject({
      ...{ completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 1 },
      podFailurePolicy: { rules: [{}, { action: 'FailIndex' }] },
    });
    expect(job.spec.jobTemplate.spec.backoffLimit).toBeUndefined();
    expect(envOf(job).KAVMON_SHARDS).toBe('3');
  });

  it('gets its secrets by reference only', async () => {
    const [job] = jobsOf(await rendered(helm, { files: ['services'] }));
    expect(envOf(job).PAYMENTS_DB_URL).toEqual({ secretKeyRef: { name: 'payments-db', key: 'url' } });
    expect(podSpecOf(job).volumes).toContainEqual({
      name: 'secret-shop-tokens',
      secret: { secretName: 'shop.tokens', optional: true, items: [{ key: 'token', path: 'token' }] },
    });
  });
});

describe('schedules', () => {
  const schedules = async (schedule: string, releases: readonly string[]) => {
    const set = ['jobs.cluster.runTimeout=5', `jobs.cluster.schedule=${schedule}`];
    const all = await Promise.all(releases.map((release) => rendered(helm, { set, release })));
    return all.map((objects) => jobsOf(objects)[0].spec.schedule as string);
  };

  it('follow from the release where they say H, and stay as they are elsewhere', async () => {
    const releases = ['kavmon-a', 'kavmon-b', 'kavmon-c', 'kavmon-d', 'kavmon-e', 'kavmon-f'];
    const spread = await schedules('H/15 H * * *', releases);
    for (const schedule of spread) expect(schedule).toMatch(/^\d+-59\/15 \d+ \* \* \*$/);
    expect(new Set(spread).size).toBeGreaterThan(3);
    expect(await schedules('H/15 H * * *', releases)).toEqual(spread);
    expect(await schedules('7 3 * * MON', ['kavmon-a'])).toEqual(['7 3 * * MON']);
  });
});

it('the README of the chart is what `npm run docs` writes', async () => {
  const read = (name: string) => readFile(join(chart, name), 'utf8');
  const readme = await read('README.md');
  expect(chartReadme(readme, await read('values.yaml')) === readme, 'run npm run docs').toBe(true);
});

it('the notes name every job and the ways to run one by hand', async () => {
  const args = ['--dry-run=client', '--namespace', 'mon', ...valueArgs({ files: ['services', 'on-demand'] })];
  const text = await command([helm, 'install', 'rel', chart, ...args]);
  const notes = text.slice(text.indexOf('NOTES:'));
  for (const part of [
    'rel-kavmon-cluster',
    'rel-kavmon-endpoint',
    '--from=cronjob/rel-kavmon-cluster',
    'helm test rel',
  ])
    expect(notes).toContain(part);
  expect(notes).toContain('deploy/rel-kavmon-on-demand -- kavmon check');
});
