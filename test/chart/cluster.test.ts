import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { waitFor } from '../cluster/cluster.ts';
import { container, deployment, namespaceOf, podSpec, SERVE, service, WAIT, webContainer } from '../cluster/objects.ts';
import { IMAGE } from '../image/build.ts';
import { unless } from '../support/requirement.ts';
import { chart, features, type Rendered } from './helm.ts';
import { endedJob, linesOf, listOf, logOf, podsOf, resultsIn, type Stage, stageMissing, startStage } from './stage.ts';

const HOME = 'watch';
const SHOP = 'shop';
const [REPOSITORY = '', TAG = ''] = IMAGE.split(':');
const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
const SMALL = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } };

/** One service is well, one refuses, one accepts and never answers. */
const CONFIG = {
  services: {
    shop: { checks: { 'http-endpoint': { url: 'http://web.shop/' } } },
    orders: { checks: { 'tcp-connection': { host: 'web.shop', port: 81, timeout: '2s' } } },
    silent: { checks: { mute: { check: 'http-endpoint', url: 'http://mute.shop/', timeout: '60s' } } },
  },
  checks: { 'crash-loops': { timeout: '20s' } },
};

const valuesOf = (otlpEndpoint: string) => ({
  image: { repository: REPOSITORY, tag: TAG, pullPolicy: 'Never' },
  cluster: 'test',
  config: CONFIG,
  scope: { namespaces: [SHOP, HOME] },
  otel: { endpoint: otlpEndpoint },
  onDemand: { enabled: true },
  test: { groups: ['storage'] },
  jobDefaults: { runTimeout: 25, telemetryTimeout: 3, schedule: '* * * * *' },
  jobs: {
    cluster: { resources: SMALL },
    endpoint: { services: ['orders'], exitZero: false },
    shards: { suspend: true, shards: 3, groups: ['pods', 'workloads', 'network'], args: ['--no-metrics'] },
    hanging: { suspend: true, groups: ['endpoint'], services: ['silent'], runTimeout: 5, exitZero: false },
  },
});

/** Runs kavmon with the arguments given and prints how much memory it had at most, in MB, and how long it took. */
const WATCH = `
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const began = performance.now();
const child = spawn('kavmon', process.argv.slice(1), { stdio: 'ignore' });
let peak = 0;
const look = setInterval(() => {
  try {
    peak = Math.max(peak, Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/' + child.pid + '/status', 'utf8'))?.[1] ?? 0));
  } catch {}
}, 2);
child.on('exit', () => {
  clearInterval(look);
  console.log(JSON.stringify({ peak: Math.round(peak / 1024), ms: Math.round(performance.now() - began) }));
});`;

/** It accepts and never answers. */
const MUTE = {
  ...{ name: 'mute', image: IMAGE, imagePullPolicy: 'Never' },
  command: ['/nodejs/bin/node', '-e', "require('node:net').createServer(() => {}).listen(8080)"],
};

const SERVER_DRY_RUN = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--warnings-as-errors'];

const describeStage = unless(await stageMissing());

const findingsIn = (log: readonly Rendered[]): string => JSON.stringify(resultsIn(log).map(({ findings }) => findings));

describeStage('the chart on a real cluster', () => {
  let stage: Stage;
  let values = '';
  beforeAll(async () => {
    stage = await startStage();
    values = join(stage.cluster.folder, 'values.json');
    await writeFile(values, JSON.stringify(valuesOf(stage.otlpEndpoint)));
    await stage.cluster.apply([
      namespaceOf(HOME, RESTRICTED),
      namespaceOf(SHOP),
      deployment(SHOP, 'web', { pod: podSpec([webContainer('web')]) }),
      service(SHOP, 'web'),
      deployment(SHOP, 'mute', { pod: podSpec([MUTE]) }),
      service(SHOP, 'mute'),
      deployment(SHOP, 'broken', { pod: podSpec([container('app', 'echo no database; exit 3')]) }),
    ]);
    await waitFor('the fault to show', 90, async () => {
      const [pod] = await listOf(stage, 'pods', '-n', SHOP, '-l', 'app=broken');
      return pod?.status.containerStatuses?.[0].restartCount >= 3;
    });
    await stage.helm('install', 'kavmon', chart, '-n', HOME, '-f', values, '--wait', '--timeout', '90s');
  }, 1_800_000);
  afterAll(() => stage?.stop(), 90_000);

  const start = async (cronJob: string, name: string) => {
    await stage.kubectl('create', 'job', '-n', HOME, `--from=cronjob/kavmon-${cronJob}`, name);
  };
  const exec = (...args: readonly string[]) =>
    stage.kubectl('exec', '-n', HOME, 'deploy/kavmon-on-demand', '--', 'kavmon', ...args);
  const firstPod = async (job: string): Promise<Rendered> => (await podsOf(stage, HOME, job))[0];
  const scheduled = (cronJob: string, seconds: number): Promise<string> =>
    waitFor(`a scheduled run of ${cronJob}`, seconds, async () => {
      const jobs = await listOf(stage, 'jobs', '-n', HOME);
      return jobs.find(({ metadata }) => metadata.ownerReferences?.[0].name === `kavmon-${cronJob}`)?.metadata.name;
    });

  it('the API server and Pod Security take every object of every feature', async () => {
    await stage.cluster.apply(['mon', 'payments'].map((name) => namespaceOf(name, RESTRICTED)));
    // A pod's account has to be there before it, even in a dry run.
    for (const name of ['rel-kavmon', 'watcher', 'availability-monitor-of-the-payments-department-eu']) {
      await stage.cluster.apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'mon' } }]);
    }
    for (const name of await features()) {
      const file = join(chart, 'ci', `${name}-values.yaml`);
      const text = await stage.helm('template', 'rel', chart, '-n', 'mon', '-f', file);
      // Cilium is not installed here: its own kind of policy is left out.
      const objects = yaml.parseAllDocuments(text).filter((document) => document.get('kind') !== 'CiliumNetworkPolicy');
      const path = join(stage.cluster.folder, `${name}.yaml`);
      await writeFile(path, objects.map(String).join('---\n'));
      const said = await stage.kubectl(...SERVER_DRY_RUN, '-f', path);
      expect(said.split('\n').filter((line) => line.endsWith('(server dry run)'))).toHaveLength(
        objects.filter((document) => document.toJS() !== null).length,
      );
    }
  }, 120_000);

  it('a CronJob runs on its schedule and logs what is broken beside it, but nothing of its own', async () => {
    const job = await scheduled('cluster', 90);
    expect((await endedJob(stage, HOME, job)).ended).toBe('Complete');
    const pod = await firstPod(job);
    const log = await logOf(stage, HOME, pod.metadata.name);
    expect(log[0]['@message']).toBe('Kavmon starting');
    expect(log.at(-1)['@fields']).toMatchObject({ all_healthy: false });
    const results = resultsIn(log);
    const loops = results.find(({ name }) => name === 'crash-loops');
    expect(loops).toMatchObject({ status: 'failed', reason: 'crash_loop' });
    expect(JSON.stringify(loops.findings)).toContain('no database');
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
    expect(findingsIn(log)).not.toContain('"kavmon-');
    const { message, exitCode } = pod.status.containerStatuses[0].state.terminated;
    expect(exitCode).toBe(0);
    expect(message).toMatch(/^\d+ of \d+ checks failed: .*cluster\/crash-loops failed \(crash_loop\)/);
  }, 180_000);

  it('without --cronjob an unhealthy service is a failed Job, at once and for good', async () => {
    const job = await scheduled('endpoint', 90);
    expect(await endedJob(stage, HOME, job)).toMatchObject({ ended: 'Failed', reason: 'PodFailurePolicy' });
    expect(await podsOf(stage, HOME, job)).toHaveLength(1);
  }, 180_000);

  it('its metrics are in Prometheus, under the name of the CronJob', async () => {
    const [sample] = await waitFor('metrics', 60, async () => {
      const samples = await stage.prometheus.query('kavmon_check_healthy{check_name="crash-loops"}');
      return samples.length > 0 && samples;
    });
    expect(sample).toMatchObject({ value: 0, labels: { instance: `${HOME}.kavmon-cluster` } });
  }, 90_000);

  it('by hand: a Job of the CronJob, helm test, and exec into the waiting pod', async () => {
    await start('cluster', 'by-hand');
    const [{ ended }, tested, listed] = await Promise.all([
      endedJob(stage, HOME, 'by-hand'),
      stage.helm('test', 'kavmon', '-n', HOME),
      exec('list', '-g', 'pods'),
    ]);
    expect(ended).toBe('Complete');
    // By now its own Jobs have failed beside it.
    expect(findingsIn(await logOf(stage, HOME, (await firstPod('by-hand')).metadata.name))).not.toContain('"kavmon-');
    expect(tested).toMatch(/Phase:\s+Succeeded/);
    expect(listed).toContain('crash-loops');
  }, 120_000);

  it('a pod can read what its role names and nothing else', async () => {
    const account = `--as=system:serviceaccount:${HOME}:kavmon`;
    const may = (...what: readonly string[]) =>
      stage.kubectl('auth', 'can-i', account, ...what).then(
        () => true,
        () => false,
      );
    expect(await may('list', 'pods', '-n', SHOP)).toBe(true);
    expect(await may('get', 'pods', '--subresource=log', '-n', SHOP)).toBe(true);
    for (const what of [
      ['list', 'secrets', '-n', SHOP],
      ['list', 'pods', '-n', 'kube-system'],
      ['list', 'nodes'],
      ['delete', 'pods', '-n', SHOP],
    ]) {
      expect(await may(...what), what.join(' ')).toBe(false);
    }
    const args = ['check', '-n', 'crash-loops', '--namespace', 'kube-system', '-o', 'json', '--cronjob'];
    const [result] = JSON.parse(await exec(...args)).results;
    expect(result).toMatchObject({ status: 'error', reason: 'permission' });
    expect(result.message).toMatch(/permission.*kube-system/);
    expect(await exec('rbac', '--preflight', '-g', 'pods', '--namespace', SHOP)).toMatch(
      /^(\d+) of \1 rights are there/,
    );
  }, 60_000);

  it('the shards of an Indexed Job run every check exactly once', async () => {
    await start('shards', 'in-three');
    expect((await endedJob(stage, HOME, 'in-three')).ended).toBe('Complete');
    const pods = await podsOf(stage, HOME, 'in-three');
    expect(pods).toHaveLength(3);
    const logs = await Promise.all(pods.map(({ metadata }) => logOf(stage, HOME, metadata.name)));
    const names = logs.flatMap(resultsIn).map(({ service, name }) => `${service}/${name}`);
    const all = await exec('list', '-g', 'pods,workloads,network', '-o', 'json');
    const expected = JSON.parse(all).registrations.filter(
      ({ enabled, service }: Rendered) => enabled && service === 'cluster',
    );
    const ids = expected.map(({ id }: Rendered) => id);
    expect(names.toSorted()).toEqual(ids.toSorted());
    expect(logs.every((log) => resultsIn(log).length > 0)).toBe(true);
  }, 120_000);

  it('a target that hangs ends the run by its own deadline, not by the deadline of the Job', async () => {
    await start('hanging', 'waits');
    const job = await endedJob(stage, HOME, 'waits');
    expect(job).toMatchObject({ ended: 'Failed', reason: 'PodFailurePolicy' });
    const [result] = resultsIn(await logOf(stage, HOME, (await firstPod('waits')).metadata.name));
    expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_run' });
  }, 120_000);

  it('a pod that is deleted in the middle of a run still reports', async () => {
    await start('hanging', 'deleted');
    const pod = await waitFor('the run to wait', 60, async () => {
      const { metadata } = await firstPod('deleted');
      const log = await logOf(stage, HOME, metadata.name);
      return log.some((line) => line['@message'] === 'Health check execution started') && metadata.name;
    });
    const following = stage.kubectl('logs', '-n', HOME, '-f', pod);
    await stage.kubectl('delete', 'pod', '-n', HOME, pod, '--wait=false');
    const lines = linesOf(await following);
    expect(lines.at(-1)['@message']).toBe('Kavmon checks finished');
    expect(resultsIn(lines)).toMatchObject([{ name: 'mute', healthy: false }]);
  }, 120_000);

  it('a run in the container takes less than 128 MB', async () => {
    const deployment = 'deploy/kavmon-on-demand';
    const run = ['/nodejs/bin/node', '-e', WATCH, 'check', '-g', 'pods,workloads,network', '--namespace', SHOP];
    const text = await stage.kubectl('exec', '-n', HOME, deployment, '--', ...run);
    const { peak, ms } = JSON.parse(text);
    console.info(`a run in the container: ${peak} MB, ${ms} ms`);
    expect(peak).toBeGreaterThan(20);
    expect(peak).toBeLessThan(128);
  }, 60_000);

  it('any user will do, on a read-only file system, in 128 MB', async () => {
    const pod = {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'anybody', namespace: HOME } },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        securityContext: {
          ...{ runAsNonRoot: true, runAsUser: 1_000_680_000, runAsGroup: 1_000_680_000 },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            ...{ name: 'kavmon', image: IMAGE, imagePullPolicy: 'Never', args: ['list'], resources: SMALL },
            securityContext: {
              ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    };
    await stage.cluster.apply([pod]);
    const path = `/api/v1/namespaces/${HOME}/pods/anybody`;
    await waitFor('the pod to end', 60, async () => {
      const { status } = await stage.cluster.request('GET', path);
      return status.phase === 'Succeeded' || status.phase === 'Failed';
    });
    expect((await stage.cluster.request('GET', path)).status.phase).toBe('Succeeded');
    expect(await stage.cluster.request('GET', `${path}/log`)).toContain('crash-loops');
    await stage.cluster.request('DELETE', path);
  }, 90_000);

  it('a gate in an init container holds the service back until what it needs answers', async () => {
    const example = await readFile(fileURLToPath(new URL('../../examples/gate.yaml', import.meta.url)), 'utf8');
    const objects = yaml.parseAllDocuments(example).map((document) => {
      const object = document.toJS();
      const spec = object.spec?.template.spec;
      if (spec !== undefined) {
        Object.assign(spec.initContainers[0], { image: IMAGE, imagePullPolicy: 'Never' });
        Object.assign(spec.containers[0], { image: 'docker.io/library/busybox:1.35', command: ['sh', '-c', WAIT] });
        Object.assign(spec, {
          securityContext: { ...spec.securityContext, runAsUser: 65532 },
          terminationGracePeriodSeconds: 1,
        });
      }
      return { ...object, metadata: { ...object.metadata, namespace: 'gated' } };
    });
    await stage.cluster.apply([namespaceOf('gated', RESTRICTED), ...objects]);
    const gated = async () => (await listOf(stage, 'pods', '-n', 'gated', '-l', 'app=shop'))[0];
    const blocked = await waitFor('the gate to say why', 60, async () => {
      const state = (await gated()).status.initContainerStatuses?.[0];
      return state?.restartCount > 0 && (state.lastState.terminated ?? state.state.terminated);
    });
    expect(blocked).toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^1 of 1 check failed: shop\/http-endpoint/),
    });
    await stage.cluster.apply([
      deployment('gated', 'orders', {
        pod: podSpec(
          [
            container('web', SERVE.replaceAll('/www', '/tmp'), {
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              ports: [{ containerPort: 8080 }],
            }),
          ],
          { securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } } },
        ),
      }),
      service('gated', 'orders'),
    ]);
    await waitFor('the service to start', 90, async () => (await gated()).status.phase === 'Running');
  }, 180_000);

  it('an upgrade, a rollback and an uninstall leave what they should', async () => {
    const schedule = async () =>
      (await stage.cluster.request('GET', `/apis/batch/v1/namespaces/${HOME}/cronjobs/kavmon-cluster`)).spec.schedule;
    await stage.helm('upgrade', 'kavmon', chart, '-n', HOME, '-f', values, '--set', 'jobs.cluster.schedule=@hourly');
    expect(await schedule()).toBe('@hourly');
    await stage.helm('upgrade', 'kavmon', chart, '-n', HOME, '-f', values, '--set', 'test.groups={pods}');
    await expect(stage.helm('test', 'kavmon', '-n', HOME)).rejects.toThrow(/kavmon-test/);
    await stage.helm('rollback', 'kavmon', '1', '-n', HOME);
    expect(await schedule()).toBe('* * * * *');
    await stage.helm('uninstall', 'kavmon', '-n', HOME, '--wait');
    const kinds =
      'cronjobs,jobs,deployments,pods,configmaps,secrets,serviceaccounts,roles,rolebindings,networkpolicies';
    const left = await waitFor('everything to be gone', 60, async () => {
      const items = await listOf(
        stage,
        kinds,
        '-A',
        '-l',
        'app.kubernetes.io/name=kavmon,app.kubernetes.io/component!=test',
      );
      if (items.length > 0) throw new Error(items.map(({ kind, metadata }) => `${kind}/${metadata.name}`).join(' '));
      return items.length === 0;
    });
    expect(left).toBe(true);
  }, 120_000);
});
