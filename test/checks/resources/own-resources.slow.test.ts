import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { Report } from '../../../src/model/result.ts';
import type { KubernetesObject } from '../../cluster/api.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster } from '../../cluster/cluster.ts';
import { kubeconfigWith, type Rule } from '../../cluster/limited-user.ts';
import { namespaceManifest } from '../../cluster/objects.ts';
import { startRequestRecorder } from '../../cluster/request-recorder.ts';
import { waitUntilOlder } from '../../cluster/server-clock.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { runKavmon } from '../../support/run-process.ts';
import { installDefinition } from './real-kinds/install-kinds.ts';

const describeCluster = describeUnless(await controlPlaneMissing());
const LIST = '/apis/acme.io/v1beta2/namespaces/own/widgets';

const text = { type: 'string' } as const;
const condition = {
  type: 'object',
  required: ['type', 'status'],
  properties: {
    type: text,
    status: text,
    reason: text,
    message: text,
    lastTransitionTime: { ...text, format: 'date-time' },
  },
} as const;
const WIDGETS = {
  metadata: { name: 'widgets.acme.io' },
  spec: {
    ...{ group: 'acme.io', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
    versions: [
      {
        ...{ name: 'v1beta2', served: true, storage: true, subresources: { status: {} } },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { paused: { type: 'boolean' }, size: { type: 'integer' }, password: text },
              },
              status: {
                type: 'object',
                properties: {
                  ...{ observedGeneration: { type: 'integer' }, phase: text, message: text, internal: text },
                  conditions: { type: 'array', items: condition },
                },
              },
            },
          },
        },
      },
    ],
  },
};

interface Widget {
  readonly name: string;
  /** `Type=Status Reason` each. */
  readonly conditions?: readonly string[];
  readonly status?: object;
  readonly spec?: object;
  readonly annotations?: object;
  /** What is found of it; undefined: it is well. */
  readonly expected?: string;
}

const READY = 'Ready=True AllGood';
const WIDGET_CASES: readonly Widget[] = [
  { name: 'well', conditions: [READY, 'Stored=True Written'], status: { phase: 'Running' } },
  { name: 'not-ready', conditions: ['Ready=False Refused'], expected: 'Ready=False for' },
  { name: 'sleeping', conditions: ['Ready=False ScaledToZero'] },
  { name: 'disk-full', conditions: [READY, 'Stored=False DiskFull'], expected: 'Stored=False for' },
  { name: 'not-asked', conditions: [READY, 'Stored=False NothingToStore'] },
  { name: 'stalled', conditions: [READY, 'Stalled=True Stuck'], expected: 'Stalled=True for' },
  {
    name: 'failed',
    conditions: [READY],
    status: { phase: 'Failed', message: 'no room.' },
    expected: 'phase is Failed: no room',
  },
  { name: 'slow', conditions: [READY], status: { phase: 'Slow' }, expected: 'phase is Slow' },
  { name: 'starting', conditions: [READY], status: { phase: 'Starting' } },
  { name: 'silent', expected: 'no controller has reported on it' },
  { name: 'paused', conditions: ['Ready=False Refused'], spec: { paused: true } },
  { name: 'held', conditions: ['Ready=False Refused'], annotations: { 'acme.io/paused': 'true' } },
  {
    name: 'behind',
    conditions: [READY],
    status: { observedGeneration: 0 },
    expected: 'has not looked at the newest change',
  },
];

const createWidget = async ({ request }: TestCluster, { name, conditions, status, spec, annotations }: Widget) => {
  const head = { apiVersion: 'acme.io/v1beta2', kind: 'Widget', metadata: { name, annotations } };
  const created = await request('POST', LIST, { ...head, spec: { size: 3, password: 'hunter2', ...spec } });
  if (conditions === undefined) return;
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  const written = conditions.map((one) => {
    const [, type, word, reason] = /^(\w+)=(\w+) (\w+)$/.exec(one) ?? [];
    return { type, status: word, reason, lastTransitionTime };
  });
  const whole = { observedGeneration: 1, internal: 'hunter2', ...status, conditions: written };
  await request('PUT', `${LIST}/${name}`.concat('/status'), { ...created, status: whole });
};

describeCluster('kinds of the configuration on a real API server, as docs/custom-resources.md has them', () => {
  let cluster: TestCluster;
  let config: string;

  beforeAll(async () => {
    cluster = await startControlPlane({ controllers: false });
    await cluster.apply([namespaceManifest('own')]);
    await installDefinition(cluster, WIDGETS);
    for (const one of WIDGET_CASES) await createWidget(cluster, one);
    config = await writeConfig('page');
    await waitUntilOlder(cluster, 5);
  }, 600_000);
  afterAll(() => cluster?.stop(), 60_000);

  /** The example of the page with short graces, `change` made to its kind. */
  const writeConfig = async (name: string, change: (kinds: Record<string, object>) => object = (kinds) => kinds) => {
    const page = await readFile(`${REPOSITORY_ROOT}/docs/custom-resources.md`, 'utf8');
    const { checks } = parse(/```yaml\n(checks:\n {2}own-resources:[^`]*)```/.exec(page)?.[1] ?? '');
    const file = join(cluster.folder, `${name}.json`);
    const { 'widgets.acme.io': widgets } = checks['own-resources'].kinds;
    const conditions = widgets.conditions.map((one: object) => ({ ...one, grace: '2s' }));
    const own = { grace: '2s', progress: '2s', kinds: change({ 'widgets.acme.io': { ...widgets, conditions } }) };
    await writeFile(file, JSON.stringify({ checks: { 'own-resources': own } }));
    return file;
  };
  const check = async (file: string, ...from: readonly string[]) => {
    const live = from.length > 0 ? from : ['--kubeconfig', cluster.kubeconfig];
    const { stdout } = await runKavmon(['check', '-c', file, '-n', 'own-resources', '-A', '-o', 'json', ...live]);
    return (JSON.parse(stdout) as Report).results[0];
  };
  const foundIn = (result: Awaited<ReturnType<typeof check>>) =>
    Object.fromEntries((result?.findings ?? []).map(({ object, message }) => [object?.name, message]));
  const EXPECTED = Object.fromEntries(
    WIDGET_CASES.flatMap(({ name, expected }) =>
      expected === undefined ? [] : [[name, expect.stringContaining(expected)]],
    ),
  );

  it('names exactly the ill ones, and counts the kind by its name', async () => {
    const result = await check(config);
    expect(foundIn(result)).toEqual(EXPECTED);
    expect(result?.findings[0]?.object).toMatchObject({ kind: 'Widget', namespace: 'own' });
    expect(result?.looked).toMatchObject({ 'widgets.acme.io': WIDGET_CASES.length });
    expect(result?.findings.filter(({ level }) => level === 'warning').map(({ object }) => object?.name)).toEqual(
      expect.arrayContaining(['slow', 'behind']),
    );
  }, 60_000);

  it('finds the same in a snapshot, which holds the judged fields alone, and in a folder of kubectl', async () => {
    const file = join(cluster.folder, 'own.snapshot');
    const saved = await runKavmon([
      'snapshot',
      'save',
      file,
      '-A',
      '-c',
      config,
      '-n',
      'own-resources',
      '--kubeconfig',
      cluster.kubeconfig,
    ]);
    expect(saved.stdout).toContain(`widgets.acme.io ${WIDGET_CASES.length}`);
    expect(foundIn(await check(config, '--snapshot', file))).toEqual(EXPECTED);
    expect(gunzipSync(await readFile(file)).toString()).not.toMatch(/hunter2|"size"/);
    const folder = join(cluster.folder, 'kubectl');
    await mkdir(folder);
    await writeFile(join(folder, 'widgets.acme.io.json'), JSON.stringify(await cluster.request('GET', LIST)));
    await writeFile(join(folder, 'recording.json'), JSON.stringify({ takenAt: new Date().toISOString() }));
    expect(foundIn(await check(config, '--snapshot', folder))).toEqual(EXPECTED);
  }, 60_000);

  it('lists the kind once, by the version that the server has', async () => {
    const recorder = await startRequestRecorder(cluster);
    await check(config, '--kubeconfig', recorder.kubeconfig).finally(recorder.stop);
    const asked = recorder.paths.map((path) => path.replace(/\?.*/, '')).filter((path) => path.includes('acme'));
    expect(asked).toEqual(['/apis/acme.io/v1beta2/widgets']);
  }, 60_000);

  it('needs no more than what kavmon rbac names, and says which rule is missing', async () => {
    const { stdout } = await runKavmon(['rbac', '-c', config, '-n', 'own-resources', '-A', '--role-name', 'own']);
    const roles = parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject & { rules: Rule[] });
    const rules = roles.flatMap((role) => role.rules);
    expect(rules).toContainEqual({ apiGroups: ['acme.io'], resources: ['widgets'], verbs: ['list'] });
    expect(foundIn(await check(config, '--kubeconfig', await kubeconfigWith(cluster, 'own', rules)))).toEqual(EXPECTED);
    const others = rules.filter(({ apiGroups }) => !apiGroups.includes('acme.io'));
    expect(await check(config, '--kubeconfig', await kubeconfigWith(cluster, 'blind', others))).toMatchObject({
      status: 'error',
      reason: 'permission',
      message: expect.stringContaining('{ apiGroups: ["acme.io"], resources: ["widgets"], verbs: ["list"] }'),
    });
  }, 60_000);

  it.each([
    ['is not installed', 'gizmos.other.io', {}, 'skipped', 'not installed: the cluster has no gizmos.other.io'],
    ['is misspelt', 'widget.acme.io', {}, 'error', 'the cluster has no widget.acme.io: did you mean widgets.acme.io?'],
    ['is there in other versions', 'widgets.acme.io', { versions: ['v9'] }, 'error', 'it has v1beta2'],
    ['has another word for its kind', 'widgets.acme.io', { kind: 'Gadget' }, 'error', 'instead of a GadgetList'],
  ])(
    'says so of a kind that %s',
    async (_, name, change, status, message) => {
      const file = await writeConfig(`config-${status}-${name}`, ({ 'widgets.acme.io': own }) => ({
        [name]: { ...own, ...change },
      }));
      expect(await check(file)).toMatchObject({ status, message: expect.stringContaining(message) });
    },
    60_000,
  );
});
