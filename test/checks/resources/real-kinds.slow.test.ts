import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checks } from '../../../checks/index.ts';
import { isResourceCheck } from '../../../checks/resources/resource-check.ts';
import type { ResourceRule } from '../../../checks/resources/resource-rule.ts';
import { type CustomKindName, customKinds } from '../../../src/kubernetes/custom-kinds.ts';
import type { ResourceEntry } from '../../../src/kubernetes/resource-entry.ts';
import type { Report } from '../../../src/model/result.ts';
import { unpackHelm4 } from '../../chart/helm.ts';
import type { KubernetesObject } from '../../cluster/api.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster } from '../../cluster/cluster.ts';
import { kubeconfigWith, type Rule } from '../../cluster/limited-user.ts';
import { namespaceManifest } from '../../cluster/objects.ts';
import { runTool } from '../../cluster/program.ts';
import { startRequestRecorder } from '../../cluster/request-recorder.ts';
import { waitUntilOlder } from '../../cluster/server-clock.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { runKavmon } from '../../support/run-process.ts';
import { extraCases } from './real-kinds/extra-cases.ts';
import { installDefinition, removeDefinitions } from './real-kinds/install-kinds.ts';
import { casesOf } from './real-kinds/kind-cases.ts';
import { type KindDefinition, openDefinition, publishedDefinitions } from './real-kinds/kind-definitions.ts';
import { createCase, flap, KINDS_NAMESPACE, type StoredCase, servedVersion } from './real-kinds/kind-objects.ts';
import { requiredFields } from './real-kinds/required-fields.ts';

const describeCluster = describeUnless(await controlPlaneMissing());
const GRACE_SECONDS = 15;
const resourceChecks = checks.filter(isResourceCheck);
const rules = new Map(resourceChecks.flatMap(({ kinds }) => Object.entries(kinds) as [CustomKindName, ResourceRule][]));

/**
 * Kinds whose definition is in no package that could be fetched: they get one without a schema. Strimzi's are made by a tool
 * that it does not publish, the operator of MySQL is no package, and the Go module proxy refuses those of the others.
 */
const UNPUBLISHED = [
  ...['perconaPostgreses', 'innoDbClusters', 'openSearchClusters'],
  ...['kafkas', 'kafkaConnects', 'kafkaConnectors', 'kafkaTopics', 'kafkaUsers'],
];

describeCluster('custom resources on a real API server', () => {
  let cluster: TestCluster;
  let stored: readonly StoredCase[];

  beforeAll(async () => {
    cluster = await startControlPlane({ controllers: false });
    await cluster.apply([namespaceManifest(KINDS_NAMESPACE)]);
    const published = await publishedDefinitions();
    const definitionOf = (view: CustomKindName): KindDefinition => {
      const entry: ResourceEntry = customKinds[view];
      return published.get(`${entry.resource}.${entry.group}`) ?? openDefinition(entry);
    };
    const views = [...rules.keys()];
    expect(views.filter((view) => !published.has(fullName(view))).toSorted()).toEqual(UNPUBLISHED.toSorted());
    await Promise.all(views.map((view) => installDefinition(cluster, definitionOf(view))));
    const extra = extraCases();
    const created = await Promise.all(
      views.map(async (view) => {
        const version = servedVersion(customKinds[view], definitionOf(view));
        const cases = [
          ...casesOf(rules.get(view) as ResourceRule, requiredFields[view]?.foreignWord),
          ...(extra[view] ?? []),
        ];
        return Promise.all(cases.map((one) => createCase(cluster, view, version, one)));
      }),
    );
    stored = created.flat().filter((one) => one !== undefined);
  }, 600_000);
  afterAll(() => cluster?.stop(), 60_000);

  const live = () => ['--kubeconfig', cluster.kubeconfig];
  const flapAll = () => Promise.all(stored.filter(({ isFlapping }) => isFlapping).map((one) => flap(cluster, one)));
  const checkResources = async (progress: string, ...from: readonly string[]): Promise<Report> => {
    const file = join(cluster.folder, `${progress}.json`);
    const tuning = { grace: `${GRACE_SECONDS}s`, progress };
    const tunings = Object.fromEntries(resourceChecks.map(({ name }) => [name, tuning]));
    await writeFile(file, JSON.stringify({ checks: tunings }));
    const { stdout } = await runKavmon(
      ['check', '-c', file, '-g', 'resources', '-A', '-o', 'json', ...(from.length > 0 ? from : live())],
      { timeout: 60_000 },
    );
    return JSON.parse(stdout);
  };
  const illOnes = (isCounted: (one: StoredCase) => boolean = () => true) =>
    stored.filter((one) => one.expected !== undefined && isCounted(one));
  const keysOf = (ones: readonly { readonly key: string }[]) => ones.map(({ key }) => key).toSorted();

  it('names exactly the ill ones, once and with their cause', async () => {
    await waitUntilOlder(cluster, GRACE_SECONDS);
    await flapAll();
    const found = findingsOf(await checkResources(`${GRACE_SECONDS}s`));
    expect(keysOf(found)).toEqual(keysOf(illOnes()));
    const messages = new Map(found.map(({ key, message }) => [key, message]));
    const unexplained = illOnes().filter(({ key, expected = '' }) => !messages.get(key)?.includes(expected));
    expect(unexplained.map(({ key, expected }) => ({ key, expected, message: messages.get(key) }))).toEqual([]);
  }, 120_000);

  it('gives controllers that are at work, or have said nothing yet, more time', async () => {
    await flapAll();
    const found = findingsOf(await checkResources('1h'));
    expect(keysOf(found)).toEqual(keysOf(illOnes(({ isProgress }) => isProgress !== true)));
  }, 120_000);

  it('finds the same in a snapshot, which holds only what is judged', async () => {
    await flapAll();
    const file = join(cluster.folder, 'kinds.snapshot');
    const saved = await runKavmon(['snapshot', 'save', file, '-A', ...live()], { timeout: 60_000 });
    expect(saved.code).toBe(0);
    const found = findingsOf(await checkResources('1h', '--snapshot', file));
    expect(keysOf(found)).toEqual(keysOf(illOnes(({ isProgress }) => isProgress !== true)));
    const text = gunzipSync(await readFile(file)).toString();
    expect(text).toContain('why Ready is False');
    expect(text).not.toMatch(/xpkg\.invalid|sklearn|git\.invalid/);
  }, 120_000);

  it.each(['json', 'yaml'])(
    'finds the same in lists that kubectl wrote as %s into a folder',
    async (form) => {
      await flapAll();
      const folder = join(cluster.folder, `kubectl-${form}`);
      await mkdir(folder);
      const { kubectl } = await unpackHelm4();
      const args = ['get', [...rules.keys()].map(fullName).join(','), '--all-namespaces', '--output', form];
      const text = await runTool([kubectl, '--kubeconfig', cluster.kubeconfig, ...args], 120);
      await writeFile(join(folder, `everything.${form}`), text);
      const found = findingsOf(await checkResources('1h', '--snapshot', folder));
      expect(keysOf(found)).toEqual(keysOf(illOnes(({ isProgress }) => isProgress !== true)));
    },
    300_000,
  );

  it('asks once what is installed, and lists nothing else', async () => {
    await removeDefinitions(cluster, ['inferenceServices', 'knativeBrokers']);
    const recorder = await startRequestRecorder(cluster);
    const { results } = await checkResources('1h', '--kubeconfig', recorder.kubeconfig).finally(recorder.stop);
    expect(recorder.paths.filter((path) => path === '/apis')).toHaveLength(1);
    expect(recorder.paths.filter((path) => /inferenceservices/.test(path))).toEqual([]);
    const inference = results.find(({ name }) => name === 'inference-services');
    expect(inference).toMatchObject({ status: 'skipped', message: expect.stringContaining('not installed') });
    expect(results.find(({ name }) => name === 'knative')?.status).toBe('failed');
    const lists = recorder.paths.map((path) => path.replace(/\?.*/, ''));
    expect(lists.length - new Set(lists).size).toBe(0);
  }, 120_000);

  it('needs no more than what kavmon rbac names, and says which rule a forbidden kind lacks', async () => {
    const { stdout } = await runKavmon(['rbac', '-g', 'resources', '-A', '--role-name', 'reader']);
    expect(stdout).not.toContain('*');
    const roles = parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject & { rules: Rule[] });
    const rules = roles.flatMap((role) => role.rules);
    const everything = await checkResources('1h', '--kubeconfig', await kubeconfigWith(cluster, 'all', rules));
    expect(everything.results.filter(({ status }) => status === 'error')).toEqual([]);
    const withoutKeda = rules.filter(({ apiGroups }) => !apiGroups.includes('keda.sh'));
    const { results } = await checkResources('1h', '--kubeconfig', await kubeconfigWith(cluster, 'fewer', withoutKeda));
    const blind = results.filter(({ status }) => status === 'error');
    expect(blind).toMatchObject([{ name: 'keda', reason: 'permission' }]);
    expect(blind[0]?.message).toContain('{ apiGroups: ["keda.sh"], resources: ["scaledobjects"], verbs: ["list"] }');
  }, 120_000);
});

const fullName = (view: CustomKindName): string => `${customKinds[view].resource}.${customKinds[view].group}`;

const findingsOf = (report: Report) =>
  report.results.flatMap(({ findings }) =>
    findings.map(({ object, message }) => ({ key: `${object?.kind} ${object?.name}`, message })),
  );
