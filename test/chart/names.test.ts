import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { runTool } from '../cluster/program.ts';
import { folderForSuite } from '../support/for-test.ts';
import {
  CHART_FOLDER,
  type ChartValues,
  findTools,
  parseManifests,
  podSpecOf,
  type RenderedValue,
  renderChart,
  TOOLS_TIMEOUT_MS,
} from './helm.ts';

beforeAll(findTools, TOOLS_TIMEOUT_MS);
const namesFolder = folderForSuite('chart-names');

const ALL_FEATURES: ChartValues = {
  files: ['services', 'on-demand', 'network-policy'],
  json: { 'scope.namespaces': ['shop', 'mon'] },
};
const idsOf = (objects: readonly RenderedValue[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
const imageOf = async (json: Readonly<Record<string, unknown>>): Promise<string> => {
  const objects = await renderChart({ json });
  return podSpecOf(objects.find(({ kind }) => kind === 'CronJob'))?.containers[0].image;
};

describe('names', () => {
  it('that look like numbers stay names', async () => {
    const json = { fullnameOverride: '1e3', 'scope.namespaces': ['123', '1e3'], 'serviceAccount.name': '0x10' };
    const objects = await renderChart({ release: '12e1', namespace: '123', json });
    for (const { metadata } of objects) {
      expect(metadata.name).toBeTypeOf('string');
      expect(metadata.namespace).toBeTypeOf('string');
      for (const label of Object.values(metadata.labels)) expect(label).toBeTypeOf('string');
    }
    const [account, role, , , binding] = objects;
    expect([account.metadata.name, role.metadata.name, binding.metadata.namespace]).toEqual(['0x10', '1e3', '1e3']);
    expect(role.metadata.namespace).toBe('123');
  });

  it('of a release may have dots, names of its pods and hosts may not', async () => {
    const objects = await renderChart({ ...ALL_FEATURES, release: 'my.release' });
    for (const { metadata } of objects) expect(metadata.name).toMatch(/my-release-kavmon/);
  });

  it('have the name of the program once', async () => {
    const objects = await renderChart({ release: 'my-kavmon-eu' });
    for (const { metadata } of objects) expect(metadata.name).toMatch(/^my-kavmon-eu(-|$)/);
  });

  it('have what nameOverride says in them, and fullnameOverride wins', async () => {
    const over = await renderChart({ ...ALL_FEATURES, json: { ...ALL_FEATURES.json, nameOverride: 'watch' } });
    for (const { metadata } of over) {
      expect(metadata.name).toMatch(/^(mon-)?rel-watch(-|$)/);
      expect(metadata.labels['app.kubernetes.io/name']).toBe('kavmon');
    }
    const json = { nameOverride: 'watch', fullnameOverride: 'eye' };
    for (const { metadata } of await renderChart({ json })) expect(metadata.name).toMatch(/^eye(-|$)/);
  });

  it('of two releases in one namespace do not meet', async () => {
    const ids = await Promise.all(
      ['kavmon', 'kavmon-two', 'other'].map(async (release) => idsOf(await renderChart({ ...ALL_FEATURES, release }))),
    );
    expect(new Set(ids.flat()).size).toBe(ids.flat().length);
  });

  it('of two releases in two namespaces that look at a third do not meet', async () => {
    const ids = await Promise.all(
      ['one', 'two'].map(async (namespace) =>
        idsOf(await renderChart({ namespace, json: { 'scope.namespaces': ['shop'] } })),
      ),
    );
    expect(new Set(ids.flat()).size).toBe(ids.flat().length);
  });

  it('leave room for what Kubernetes puts behind them', async () => {
    const set = ['jobDefaults.shards=100'];
    const objects = await renderChart({ files: ['long-names'], set });
    const jobs = objects.filter(({ kind }) => kind === 'CronJob').map(({ metadata }) => metadata.name);
    // A CronJob appends the minutes since 1970 to the name of its Job, an Indexed Job its index to the host name.
    for (const name of jobs) expect(`${name}-29375520-99`.length).toBeLessThanOrEqual(63);
    expect(new Set(jobs).size).toBe(jobs.length);
  });
});

describe('labels', () => {
  it('are on every object, those of the pods on every pod', async () => {
    const json = { ...ALL_FEATURES.json, commonLabels: { team: 'a', tier: '1' }, podLabels: { team: 'b' } };
    const objects = await renderChart({ ...ALL_FEATURES, json });
    for (const object of objects) {
      const template = object.spec?.jobTemplate?.spec.template ?? object.spec?.template;
      expect(object.metadata.labels).toMatchObject({ team: object.kind === 'Pod' ? 'b' : 'a', tier: '1' });
      if (template !== undefined) expect(template.metadata.labels).toMatchObject({ team: 'b', tier: '1' });
    }
  });

  it('have annotations beside them, those of the pods over those of all', async () => {
    const annotations = { commonAnnotations: { owner: 'a', tier: '1' }, podAnnotations: { owner: 'b' } };
    const json = { ...ALL_FEATURES.json, ...annotations, 'serviceAccount.annotations': { role: 'reader' } };
    const objects = await renderChart({ ...ALL_FEATURES, json });
    const [account, pods] = ['ServiceAccount', 'Pod'].map((kind) => objects.filter((one) => one.kind === kind));
    expect(account?.[0].metadata.annotations).toEqual({ owner: 'a', tier: '1', role: 'reader' });
    expect(pods?.[0].metadata.annotations).toMatchObject({ owner: 'b', tier: '1', 'helm.sh/hook': 'test' });
    for (const { kind, metadata } of objects) {
      expect(metadata.annotations).toMatchObject({ owner: kind === 'Pod' ? 'b' : 'a', tier: '1' });
    }
    const templates = objects.flatMap(({ spec }) => spec?.jobTemplate?.spec.template ?? spec?.template ?? []);
    expect(templates.length).toBeGreaterThan(3);
    for (const { metadata } of templates) expect(metadata.annotations).toEqual({ owner: 'b', tier: '1' });
  });

  it('and annotations of the pods are on that of the test too: a sidecar would keep it from ending', async () => {
    const objects = await renderChart({ files: ['pods'] });
    const { metadata } = objects.find(({ kind }) => kind === 'Pod');
    expect(metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
    expect(metadata.annotations).toMatchObject({ 'example/purpose': 'monitoring', 'helm.sh/hook': 'test' });
  });
});

describe('the image', () => {
  it.each([
    [{}, 'registry.example/kavmon:0.1.0'],
    [{ 'image.tag': '1.2' }, 'registry.example/kavmon:1.2'],
    [{ 'image.tag': 1.2 }, 'registry.example/kavmon:1.2'],
    [{ 'image.tag': 20261128 }, 'registry.example/kavmon:20261128'],
    [
      { 'image.tag': '1.2', 'image.digest': `sha256:${'1'.repeat(64)}` },
      `registry.example/kavmon@sha256:${'1'.repeat(64)}`,
    ],
    [{ 'image.repository': 'localhost/kavmon' }, 'localhost/kavmon:0.1.0'],
    [{ 'image.registry': 'mirror:5000' }, 'mirror:5000/kavmon:0.1.0'],
    [{ 'image.registry': 'mirror.example/cache/', 'image.repository': 'kavmon' }, 'mirror.example/cache/kavmon:0.1.0'],
    [{ global: { imageRegistry: 'mirror.example' } }, 'mirror.example/kavmon:0.1.0'],
    [{ global: { imageRegistry: 'a.example' }, 'image.registry': 'b.example' }, 'b.example/kavmon:0.1.0'],
    [{ global: { imageRegistry: '' } }, 'registry.example/kavmon:0.1.0'],
  ])('of %j is %s', async (json, image) => {
    expect(await imageOf(json)).toBe(image);
  });
});

describe('as part of another chart', () => {
  const parent = async (values: object): Promise<string> => {
    const path = join(namesFolder.path, 'parent');
    const about = {
      ...{ apiVersion: 'v2', name: 'parent', version: '1.0.0' },
      dependencies: [{ name: 'kavmon', version: '>=0.0.0-0', repository: '', condition: 'kavmon.enabled' }],
    };
    await mkdir(join(path, 'charts'), { recursive: true });
    await cp(CHART_FOLDER, join(path, 'charts/kavmon'), { recursive: true });
    await writeFile(join(path, 'Chart.yaml'), yaml.stringify(about));
    await writeFile(join(path, 'values.yaml'), yaml.stringify(values));
    return path;
  };
  const template = async (values: object) => {
    const { helm } = await findTools();
    return parseManifests(await runTool([helm, 'template', 'prod', await parent(values), '--namespace', 'mon']));
  };

  it('it takes what Helm adds, and what is said under its name', async () => {
    const image = { repository: 'registry.example/kavmon' };
    const kavmon = { enabled: true, image, fullnameOverride: 'watch', jobs: { cluster: { suspend: true } } };
    const objects = await template({ global: { imageRegistry: 'mirror.example', other: { a: 1 } }, kavmon });
    const job = objects.find(({ kind }) => kind === 'CronJob');
    expect(job).toMatchObject({ metadata: { name: 'watch-cluster' }, spec: { suspend: true } });
    expect(podSpecOf(job).containers[0].image).toBe('mirror.example/kavmon:0.1.0');
    expect(await template({ kavmon: { enabled: false } })).toEqual([]);
  });
});
