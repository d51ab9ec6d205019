import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { TriageDocument } from '../../src/commands/triage/triage-document.ts';
import type { Report } from '../../src/model/result.ts';
import { connectApi, type KubernetesObject } from '../cluster/api.ts';
import {
  START_TIMEOUT_MS,
  startRegistries,
  startWholeCluster,
  type TestCluster,
  wholeClusterMissing,
} from '../cluster/cluster.ts';
import { createFaults, FAULT_SCENARIOS } from '../cluster/faults.ts';
import { createHealthy, HEALTHY_SCENARIOS } from '../cluster/healthy.ts';
import { expectationsOf, type ScenarioStage, startChanges } from '../cluster/scenario.ts';
import { writeKubeconfig } from '../cluster/users.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { falseAlarms, missedFindings } from '../support/expectations.ts';
import { pollUntil } from '../support/poll-until.ts';
import { runKavmon } from '../support/run-process.ts';
import { expectGoldenViews, readAlarms } from './operator-views.ts';

const describeCluster = describeUnless(await wholeClusterMissing());
const EXPECTED_FINDINGS = expectationsOf([...FAULT_SCENARIOS, ...HEALTHY_SCENARIOS]);

interface PolicyRule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The RoleBinding or ClusterRoleBinding of a role to a service account in the namespace `default`. */
const roleBindingOf = ({ kind, metadata }: KubernetesObject, account: string): KubernetesObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: `${kind}Binding`,
  metadata: { ...metadata, name: `${metadata.name}-${account}` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
  subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'default' }],
});

/** Short grace periods, for tests that look for faults that last. */
const IMPATIENT_CONFIG = {
  checks: {
    'image-pulls': { grace: '5s' },
    'init-containers': { grace: '5s' },
    'container-starts': { grace: '5s' },
    'pods-pending': { grace: '5s' },
    'pods-stuck-creating': { grace: '20s' },
    'pods-not-ready': { grace: '20s' },
    'pods-terminating': { grace: '5s' },
    'refused-pods': { grace: '5s' },
    'deployment-replicas': { unavailable: '20s', short: '20s' },
    'statefulset-replicas': { grace: '20s', update: '20s' },
    'node-readiness': { grace: '5s' },
    'node-pressure': { grace: '5s' },
    autoscalers: { grace: '5s' },
    'disruption-budgets': { grace: '5s' },
    'job-failures': { sidecar: '10s' },
    'volume-claims': { grace: '5s', deletion: '5s' },
    'endpoint-slices': { grace: '5s' },
    'service-endpoints': { grace: '5s' },
    'ingress-backends': { grace: '5s' },
    'api-services': { grace: '5s' },
    'held-deletions': { grace: '5s' },
  },
};

/** Groups whose checks do not look at the pods of a CronJob that starts one every minute. */
const SETTLED_GROUPS = 'network,scaling,storage,workloads,nodes,api';

/** Whether a check could not look, though what it looks at may be here. */
const isBlind = ({ status, reason }: Report['results'][number]): boolean =>
  status === 'error' || (status === 'skipped' && reason !== 'empty_result' && reason !== 'dependency');

describeCluster('a real cluster', () => {
  let cluster: TestCluster;
  let stage: ScenarioStage;
  beforeAll(async () => {
    const whole = await startWholeCluster();
    cluster = whole.cluster;
    stage = { ...whole, registries: await startRegistries(cluster, whole.node) };
    await Promise.all([createHealthy(stage), createFaults(stage)]);
    await writeFile(join(cluster.folder, 'impatient.json'), JSON.stringify(IMPATIENT_CONFIG));
  }, START_TIMEOUT_MS);
  afterAll(() => cluster?.stop(), 60_000);

  const check = async (...args: readonly string[]): Promise<Report> => {
    const kubeconfig = args.includes('--kubeconfig') ? [] : ['--kubeconfig', cluster.kubeconfig];
    const { stdout, stderr } = await runKavmon(['check', ...kubeconfig, '-o', 'json', ...args], { timeout: 60_000 });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Report;
  };
  const everywhere = () => ['--all-namespaces', '-c', join(cluster.folder, 'impatient.json')];

  it('says nothing of healthy namespaces while they roll, scale, drain and finish Jobs', async () => {
    await startChanges(stage, HEALTHY_SCENARIOS);
    for (let look = 0; look < 3; look++)
      expect(falseAlarms(await check('--all-namespaces'), EXPECTED_FINDINGS)).toEqual([]);
  }, 120_000);

  it('calls nothing in healthy namespaces ill, in status and in triage, while they are in motion', async () => {
    for (let look = 0; look < 3; look++)
      expect(await readAlarms({ kubeconfig: cluster.kubeconfig }, EXPECTED_FINDINGS.mustNotName)).toEqual([]);
  }, 120_000);

  it('names every fault on the right object with the right cause', async () => {
    let left: readonly string[] = [];
    await pollUntil(
      async () => {
        left = missedFindings(await check(...everywhere()), EXPECTED_FINDINGS);
        return left.length === 0;
      },
      { what: 'every fault to be named', ms: 420_000, every: 5000 },
    ).catch((error: Error) => {
      throw new Error(`${error.message}; missed:\n${left.join('\n')}`);
    });
  }, 450_000);

  it('tells one fault once: what follows from another points to it', async () => {
    const { results } = await check(...everywhere());
    const findings = results.flatMap((result) => result.findings);
    const roots = new Map(findings.map((finding) => [finding.fingerprint, finding]));
    for (const { causedBy } of findings)
      if (causedBy !== undefined) expect(roots.get(causedBy)?.causedBy).toBeUndefined();
    const told = findings.filter(({ causedBy, object }) => causedBy === undefined && object?.namespace !== undefined);
    // Each namespace has one fault.
    const twice = [...Map.groupBy(told, ({ object }) => object?.namespace)].filter(([, stories]) => stories.length > 1);
    expect(twice.flatMap(([, stories]) => stories.map(({ object, message }) => ({ ...object, message })))).toEqual([]);
  }, 60_000);

  it('says nothing of healthy namespaces that have settled, with hardly any grace', async () => {
    expect(falseAlarms(await check(...everywhere(), '-g', SETTLED_GROUPS), EXPECTED_FINDINGS)).toEqual([]);
    expect(falseAlarms(await check('--all-namespaces'), EXPECTED_FINDINGS)).toEqual([]);
  }, 120_000);

  it('needs no more than what kavmon rbac prints', async () => {
    const { stdout } = await runKavmon(['rbac', '--all-namespaces', '--role-name', 'kavmon-least']);
    const roles = parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
    const rules = roles.flatMap((role) => role.rules as readonly PolicyRule[]);
    expect(rules.flatMap(({ resources }) => resources).filter((one) => /\*|^secrets$/.test(one))).toEqual([]);
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['list', 'get']));
    const kubeconfig = await signIn('least', roles);
    const [least, admin] = await Promise.all([
      check('--kubeconfig', kubeconfig, ...everywhere()),
      check(...everywhere()),
    ]);
    expect(least.results.filter(isBlind)).toEqual([]);
    expect(least.results.map(({ name, status }) => [name, status])).toEqual(
      admin.results.map(({ name, status }) => [name, status]),
    );
    const preflight = await runKavmon(['rbac', '--all-namespaces', '--preflight', '--kubeconfig', kubeconfig]);
    expect(preflight.stdout).not.toContain('missing');
    expect(preflight.code).toBe(0);
  }, 120_000);

  it('makes error of exactly the checks that need what is forbidden, and names the rule', async () => {
    const { stdout } = await runKavmon(['rbac', '--all-namespaces', '-g', 'workloads', '--role-name', 'kavmon-half']);
    const roles = parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
    const kubeconfig = await signIn('half', roles);
    const { results } = await check('--kubeconfig', kubeconfig, '--all-namespaces', '-g', 'workloads,storage');
    const errors = results.filter(({ status }) => status === 'error');
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors.map(({ group }) => group))).toEqual(new Set(['storage']));
    for (const { message, reason } of errors) {
      expect(reason).toBe('permission');
      expect(message).toMatch(/list .*(persistentvolume|storageclass).* in the cluster.*verbs: \["list"\]/s);
    }
  }, 120_000);

  it('sees in a snapshot what it saw live', async () => {
    const file = join(cluster.folder, 'cluster.json.gz');
    const saved = await runKavmon(['snapshot', 'save', file, '--kubeconfig', cluster.kubeconfig, '--all-namespaces']);
    expect(saved).toMatchObject({ code: 0 });
    const replayed = await runKavmon(['check', '--snapshot', file, '-o', 'json', '-c', everywhere()[2] ?? '']);
    expect(missedFindings(JSON.parse(replayed.stdout) as Report, EXPECTED_FINDINGS)).toEqual([]);
  }, 120_000);

  it('shows the state of each workload and the first broken link of each way, live and saved', async () => {
    const config = [join(cluster.folder, 'impatient.json')];
    await expectGoldenViews({ kubeconfig: cluster.kubeconfig }, config, 300_000);
    const snapshot = join(cluster.folder, 'views.json.gz');
    const saved = await runKavmon(['snapshot', 'save', snapshot, '--kubeconfig', cluster.kubeconfig, '-A']);
    expect(saved).toMatchObject({ code: 0 });
    await expectGoldenViews({ snapshot }, config, 0);
    expect(await readAlarms({ snapshot }, EXPECTED_FINDINGS.mustNotName)).toEqual([]);
  }, 400_000);

  it('asks each hop of a chain, of pods through the API server, and leaves nothing behind', async () => {
    const walk = async (target: string, namespace: string) => {
      const args = ['triage', target, '-n', namespace, '--probe', '-o', 'json', '--kubeconfig', cluster.kubeconfig];
      const outcome = await runKavmon(args, { timeout: 60_000 });
      expect(outcome.leftovers).toEqual([]);
      const { paths } = JSON.parse(outcome.stdout) as TriageDocument;
      const pod = paths[0]?.links.find(({ kind }) => kind === 'pod');
      return { code: outcome.code, via: pod?.probes?.[0]?.via, text: pod?.probes?.[0]?.text, verdict: pod?.verdict };
    };
    expect(await walk('svc/storefront', 'storefront')).toEqual({
      ...{ code: 0, via: 'port-forward', text: 'answered 200', verdict: 'ok' },
    });
    expect(await walk('svc/pickup-points', 'pickup')).toMatchObject({
      code: 1,
      text: 'answered 404',
      verdict: 'broken',
    });
    // Its pod is ready, and nobody listens where the Service sends to.
    expect(await walk('svc/quote-engine', 'quotes')).toMatchObject({
      ...{ code: 1, text: 'localhost:9191 in the pod: connection refused', verdict: 'broken' },
    });
  }, 120_000);

  it('asks Services that a configuration names, of each ready pod through the API server', async () => {
    const http = (target: object) => ({ checks: { 'http-endpoint': { target } } });
    const services = {
      storefront: http({ service: 'storefront', namespace: 'storefront', each: true }),
      quotes: http({ service: 'quote-engine', namespace: 'quotes' }),
      steps: {
        checks: {
          'http-steps': {
            target: { service: 'storefront', namespace: 'storefront' },
            steps: [{ name: 'home', url: '/' }],
          },
        },
      },
      cache: {
        checks: { 'redis-connection': { target: { service: 'storefront', namespace: 'storefront', each: true } } },
      },
      server: { checks: { 'tls-certificate': { target: { service: 'kubernetes', namespace: 'default' } } } },
    };
    const config = join(cluster.folder, 'targets.json');
    await writeFile(config, JSON.stringify({ services }));
    const args = [
      '-c',
      config,
      '-s',
      Object.keys(services).join(','),
      '-A',
      '-o',
      'json',
      '--kubeconfig',
      cluster.kubeconfig,
    ];
    const outcome = await runKavmon(['check', ...args], { timeout: 60_000 });
    expect(outcome.leftovers).toEqual([]);
    const { results } = JSON.parse(outcome.stdout) as Report;
    const found = new Map(results.map((result) => [result.service, result]));
    expect(found.get('storefront')).toMatchObject({ status: 'ok' });
    expect(found.get('steps')).toMatchObject({ status: 'ok' });
    // A web server is no Redis, and says so for each pod.
    expect(found.get('cache')).toMatchObject({ status: 'failed', reason: 'protocol' });
    expect(found.get('cache')?.findings[0]?.message).toMatch(/^pod storefront-\S+: storefront\.storefront\.svc:80: /);
    // Its endpoints are no pods, to which alone the API server forwards.
    expect(found.get('server')).toMatchObject({ status: 'error', reason: 'dependency' });
    // Its pod is ready, and nobody listens where the Service sends to.
    expect(found.get('quotes')).toMatchObject({ status: 'failed', reason: 'connect_refused' });
    expect(found.get('quotes')?.message).toContain('localhost:9191 in the pod: connection refused');
  }, 120_000);

  it('writes a first configuration that asks what is there, and is right about it', async () => {
    const config = join(cluster.folder, 'first.yaml');
    const kubeconfig = ['--kubeconfig', cluster.kubeconfig];
    const written = await runKavmon(['init', '-A', '--file', config, ...kubeconfig], { timeout: 60_000 });
    expect([written.code, written.stderr]).toEqual([0, expect.stringContaining('wrote ')]);
    const args = ['-c', config, '-s', 'storefront,pickup-points', '-g', 'endpoint', '-A', '-o', 'json', ...kubeconfig];
    const { results } = JSON.parse((await runKavmon(['check', ...args], { timeout: 60_000 })).stdout) as Report;
    expect(results.map(({ service, check, status }) => [service, check, status]).sort()).toEqual([
      ['pickup-points', 'http-endpoint', 'failed'],
      ['storefront', 'http-endpoint', 'ok'],
    ]);
  }, 120_000);

  it('keeps to its namespaces', async () => {
    const { results, run } = await check('--namespace', 'tariff', '-g', 'pods,nodes');
    expect(run.namespaces).toEqual(['tariff']);
    const findings = results.flatMap((result) => result.findings);
    expect(new Set(findings.map(({ object }) => object?.namespace))).toEqual(new Set(['tariff']));
    for (const { group, status } of results) if (group === 'nodes') expect(status).toBe('skipped');
  }, 60_000);

  /** Creates a service account with these roles only; returns the path of a kubeconfig for it. */
  const signIn = async (name: string, roles: readonly KubernetesObject[]): Promise<string> => {
    await cluster.apply([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
      ...roles,
      ...roles.map((role) => roleBindingOf(role, name)),
    ]);
    const { status } = await cluster.request('POST', `/api/v1/namespaces/default/serviceaccounts/${name}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    });
    const api = connectApi(cluster.url, cluster.ca, status.token);
    await expect(api.request('GET', '/api/v1/secrets')).rejects.toThrow(/403/);
    api.close();
    return writeKubeconfig(join(cluster.folder, `${name}.kubeconfig`), cluster.url, cluster.ca, status.token);
  };
});
