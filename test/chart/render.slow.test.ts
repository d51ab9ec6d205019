import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runTool } from '../cluster/program.ts';
import { folderForSuite } from '../support/for-test.ts';
import {
  CHART_FOLDER,
  findTools,
  isHelm3,
  listFeatures,
  podSpecOf,
  type RenderedValue,
  renderChart,
  TOOLS_TIMEOUT_MS,
  unpackHelm4,
  valueArgs,
} from './helm.ts';

const featureNames = await listFeatures();
const renderFolder = folderForSuite('chart-render');
let helmPath = '';
beforeAll(async () => {
  ({ helm: helmPath } = await findTools());
}, TOOLS_TIMEOUT_MS);

const jobsOf = (objects: readonly RenderedValue[]) => objects.filter(({ kind }) => kind === 'CronJob');
const argsOf = (cronJob: RenderedValue): readonly string[] => podSpecOf(cronJob).containers[0].args;
const envOf = (cronJob: RenderedValue) =>
  Object.fromEntries(
    podSpecOf(cronJob).containers[0].env.map(({ name, value, valueFrom }: RenderedValue) => [name, value ?? valueFrom]),
  );

describe.each(featureNames)('with %s', (name) => {
  it('Helm finds nothing to complain about', async () => {
    await runTool([helmPath, 'lint', '--strict', CHART_FOLDER, ...valueArgs({ files: [name] })]);
  });

  if (isHelm3)
    it('Helm 3 renders what Helm 4 renders', async () => {
      const other = await unpackHelm4();
      expect(await renderChart({ files: [name] })).toEqual(await renderChart({ files: [name] }, other.helm));
    });

  it('every pod is restricted, bounded and known as our own', async () => {
    const objects = await renderChart({ files: [name] });
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
    const jobs = jobsOf(await renderChart({ files: [name] }));
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
    const jobs = jobsOf(await renderChart({ files: ['services'] }));
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
    const jobs = jobsOf(await renderChart({ files: ['services'], set }));
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual(['rel-kavmon-cluster', 'rel-kavmon-database']);
    expect(argsOf(jobs[0])).not.toContain('--cronjob');
    expect(jobs[1].spec.jobTemplate.spec.activeDeadlineSeconds).toBe(95);
  });

  it('hold no token when they read nothing of the cluster', async () => {
    const jobs = jobsOf(await renderChart({ files: ['services'] }));
    const tokens = jobs.map((job) => [job.metadata.name, podSpecOf(job).automountServiceAccountToken]);
    expect(Object.fromEntries(tokens)).toEqual({
      'rel-kavmon-cluster': true,
      'rel-kavmon-database': false,
      'rel-kavmon-endpoint': false,
    });
  });

  it('is none where all checks of a group are switched off: a run with nothing to run is an error', async () => {
    const shop = { checks: { 'http-endpoint': { url: 'http://shop/', enabled: false } } };
    const orders = { checks: { 'tcp-connection': { host: 'orders', port: 80 } } };
    const checks = { 'tcp-connection': { enabled: false } };
    const jobs = jobsOf(await renderChart({ json: { config: { services: { shop, orders }, checks } } }));
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual(['rel-kavmon-cluster']);
  });
});

describe('the right to get Secrets', () => {
  const secretRules = async (json: RenderedValue) =>
    (await renderChart({ json }))
      .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
      .flatMap(({ rules }) => rules)
      .filter(({ resources }: RenderedValue) => resources.includes('secrets'));

  it('is granted only where the configuration or a job names `tls-secrets`', async () => {
    const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
    expect(await secretRules({})).toEqual([]);
    expect(await secretRules({ existingConfigMap: 'mine', 'jobs.x': { names: ['gateways'] } })).toEqual([]);
    expect(await secretRules({ config: { checks: { 'tls-secrets': { enabled: false } } } })).toEqual([]);
    expect(await secretRules({ config: { checks: { 'tls-secrets': { enabled: true } } } })).toEqual([rule]);
    expect(await secretRules({ 'jobs.tls': { names: ['tls-secrets'] } })).toEqual([rule]);
  });
});

describe('the right to list what a target names', () => {
  const NAMESPACED = ['endpointslices', 'events', 'namespaces'];

  const listed = async (settings: RenderedValue) => {
    const config = { services: { shop: { checks: { 'http-endpoint': settings } } } };
    const json = { config, defaultJobs: false, 'test.enabled': false, 'jobs.own': { groups: ['endpoint'] } };
    return (await renderChart({ json }))
      .filter(({ kind }) => kind === 'Role')
      .flatMap(({ rules }) => rules)
      .flatMap(({ resources }: RenderedValue) => resources)
      .toSorted();
  };

  it('is granted where a check has one, of pods where each replica is asked', async () => {
    expect(await listed({ url: 'http://shop/' })).toEqual([]);
    expect(await listed({ target: { service: 'shop' } })).toEqual([...NAMESPACED, 'services']);
    expect(await listed({ target: { service: 'shop', each: true } })).toEqual([
      ...NAMESPACED,
      'pods',
      'pods/log',
      'services',
    ]);
  });
});

describe('the right to list kinds of operators', () => {
  const operatorKinds = async (job: RenderedValue) =>
    (await renderChart({ json: { defaultJobs: false, 'test.enabled': false, 'jobs.own': job } }))
      .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
      .flatMap(({ rules }) => rules)
      .filter(
        ({ apiGroups }: RenderedValue) => /\.(?:sh|io|com)$/.test(apiGroups[0]) && !/\.k8s\.io$/.test(apiGroups[0]),
      );

  it('is of the kinds of the checks that a job names', async () => {
    expect(await operatorKinds({ groups: ['resources'], names: ['keda'] })).toEqual([
      { apiGroups: ['keda.sh'], resources: ['scaledjobs', 'scaledobjects'], verbs: ['list'] },
    ]);
    expect(await operatorKinds({ groups: ['pods'] })).toEqual([]);
    const all = await operatorKinds({ groups: ['resources'] });
    expect(all.map(({ apiGroups }) => apiGroups[0])).toEqual(expect.arrayContaining(['cert-manager.io', 'keda.sh']));
    expect(JSON.stringify(all)).not.toContain('*');
  });
});

describe('the right to list kinds of the configuration', () => {
  const ownRules = async (kinds: RenderedValue, more: RenderedValue = {}) =>
    (await renderChart({ json: { config: { checks: { 'own-resources': kinds } }, ...more } }))
      .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
      .flatMap(({ kind, rules }) => rules.map((rule: RenderedValue) => ({ kind, ...rule })))
      .filter(({ apiGroups }: RenderedValue) => apiGroups[0].includes('acme'));

  it('is granted by their names, where the check runs', async () => {
    const rule = { kind: 'Role', apiGroups: ['acme.io'], resources: ['widgets'], verbs: ['list'] };
    const widgets = { kind: 'Widget', ready: ['Ready'] };
    const kinds = { 'widgets.acme.io': widgets };
    expect(await ownRules({ kinds })).toEqual([rule]);
    expect(await ownRules({ kinds, enabled: false })).toEqual([]);
    expect(await ownRules({ kinds }, { 'jobs.cluster.groups': ['pods'], 'test.enabled': false })).toEqual([]);
    const boxes = { 'boxes.sub.acme.io': { ...widgets, namespaced: false } };
    expect(await ownRules({ kinds: boxes })).toEqual([]);
    expect(await ownRules({ kinds: boxes }, { 'scope.allNamespaces': true })).toEqual([
      { ...rule, kind: 'ClusterRole', apiGroups: ['sub.acme.io'], resources: ['boxes'] },
    ]);
  });
});

describe('a job', () => {
  it('fails for good on exit codes of kavmon and not at all on a drained node', async () => {
    const [job] = jobsOf(await renderChart({}));
    const { rules } = job.spec.jobTemplate.spec.podFailurePolicy;
    expect(rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { containerName: 'kavmon', operator: 'In', values: [1, 2, 3] } },
    ]);
  });

  it('with shards fails index by index', async () => {
    const [job] = jobsOf(await renderChart({ files: ['shards'] }));
    expect(job.spec.jobTemplate.spec).toMatchObject({
      ...{ completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 1 },
      podFailurePolicy: { rules: [{}, { action: 'FailIndex' }] },
    });
    expect(job.spec.jobTemplate.spec.backoffLimit).toBeUndefined();
    expect(envOf(job).KAVMON_SHARDS).toBe('3');
  });

  it('has whole numbers, however large', async () => {
    const paths = [join(renderFolder.path, 'large.yaml')];
    const job = { startingDeadlineSeconds: 1e6, activeDeadlineSeconds: 3e6, schedule: '@yearly' };
    await writeFile(paths[0] as string, JSON.stringify({ terminationGracePeriodSeconds: 2e6, jobs: { cluster: job } }));
    const text = await runTool([helmPath, 'template', 'rel', CHART_FOLDER, ...valueArgs({ paths })]);
    expect(text).toMatch(/startingDeadlineSeconds: 1000000\n/);
    expect(text).toMatch(/activeDeadlineSeconds: 3000000\n/);
    expect(text).toMatch(/terminationGracePeriodSeconds: 2000000\n/);
  });

  it('is deleted some time after its end when that is said, also at once', async () => {
    const ttlOf = async (json: RenderedValue) =>
      jobsOf(await renderChart({ json }))[0].spec.jobTemplate.spec.ttlSecondsAfterFinished;
    expect(await ttlOf({})).toBeUndefined();
    expect(await ttlOf({ 'jobDefaults.ttlSecondsAfterFinished': 3600 })).toBe(3600);
    expect(await ttlOf({ 'jobs.cluster.ttlSecondsAfterFinished': 0 })).toBe(0);
  });

  it('takes nothing for unset that is zero, false or empty', async () => {
    const jobDefaults = { args: ['-w1'], groups: ['pods'], failedJobsHistoryLimit: 5 };
    const x = { args: [], groups: [], backoffLimit: 0, failedJobsHistoryLimit: 0, exitZero: false, timeZone: '' };
    const jobs = jobsOf(await renderChart({ json: { defaultJobs: false, jobDefaults, jobs: { x } } }));
    expect(jobs[0].spec).toMatchObject({ failedJobsHistoryLimit: 0, jobTemplate: { spec: { backoffLimit: 0 } } });
    expect(jobs[0].spec.timeZone).toBeUndefined();
    expect(argsOf(jobs[0])[1]).toMatch(/^--group=pods,workloads,/);
    expect(argsOf(jobs[0])).not.toContain('-w1');
    expect(argsOf(jobs[0])).not.toContain('--cronjob');
  });

  it('with checks of its own gets a token: only they know what they read', async () => {
    const json = { defaultJobs: false, 'jobs.own': { groups: ['custom'], args: ['--checks=/checks'] } };
    expect(podSpecOf(jobsOf(await renderChart({ json }))[0]).automountServiceAccountToken).toBe(true);
  });

  it('has what is handed to its pod, and further containers behind its own', async () => {
    const [job] = jobsOf(await renderChart({ files: ['pods'] }));
    expect(podSpecOf(job)).toMatchObject({
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      priorityClassName: 'system-cluster-critical',
      containers: [{ name: 'kavmon' }, { name: 'beside' }],
    });
  });

  it('gets its secrets by reference only', async () => {
    const [job] = jobsOf(await renderChart({ files: ['services'] }));
    expect(envOf(job).PAYMENTS_DB_URL).toEqual({ secretKeyRef: { name: 'payments-db', key: 'url' } });
    expect(podSpecOf(job).volumes).toContainEqual({
      name: 'secret-0',
      secret: { secretName: 'shop.tokens', optional: true, items: [{ key: 'token', path: 'token' }] },
    });
  });
});
