import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detectResources, envDetector } from '@opentelemetry/resources';
import { beforeAll, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { createProgram } from '../../src/commands/command-line/program.ts';
import { SYSTEM_FOLDER } from '../../src/config/file/config-files.ts';
import { shardOf } from '../../src/config/select.ts';
import { readMetricLabels } from '../../src/telemetry/metrics/metric-labels.ts';
import { resourceWarning } from '../../src/telemetry/resource.ts';
import { folderForSuite } from '../support/for-test.ts';
import { EXAMPLE_SNAPSHOT, REPOSITORY_ROOT } from '../support/repository.ts';
import { runKavmon } from '../support/run-process.ts';
import {
  type ChartValues,
  findTools,
  listFeatures,
  podSpecOf,
  type RenderedValue,
  renderChart,
  TOOLS_TIMEOUT_MS,
} from './helm.ts';

// What the chart renders for the program, read by the code of the program.

beforeAll(findTools, TOOLS_TIMEOUT_MS);
const programFolder = folderForSuite('chart-program');

const containersOf = (objects: readonly RenderedValue[]): readonly RenderedValue[] =>
  objects.flatMap((object) => podSpecOf(object)?.containers ?? []).filter(({ name }) => name === 'kavmon');

const envOf = async (values: ChartValues, job = 'rel-kavmon-cluster'): Promise<RenderedValue> => {
  const [object] = (await renderChart(values)).filter(({ metadata }) => metadata.name === job && metadata);
  const { env } = podSpecOf(object).containers[0];
  return Object.fromEntries(env.map(({ name, value }: RenderedValue) => [name, value]));
};

/** The flags of `kavmon check` that commander parses from the arguments. */
const parseCheckFlags = async (args: readonly string[]): Promise<RenderedValue> => {
  let flags: RenderedValue;
  const program = createProgram({ name: 'kavmon' } as never).exitOverride();
  const check = program.commands.find((command) => command.name() === 'check');
  check?.exitOverride().action((words, given) => {
    expect(words).toEqual([]);
    flags = given;
  });
  await program.parseAsync([...args], { from: 'user' });
  return flags;
};

it.each(await listFeatures())('the command line takes all arguments with %s', async (name) => {
  const all = containersOf(await renderChart({ files: [name] })).flatMap(({ args }) => (args ? [args] : []));
  expect(all.length).toBeGreaterThan(0);
  for (const args of all) {
    const flags = await parseCheckFlags(args);
    expect(flags.group.length).toBeGreaterThan(0);
    expect(flags.runTimeout).toBeGreaterThan(0);
  }
});

describe('a run with what is rendered finds what it looks for', () => {
  const outcomes = async (values: ChartValues) => {
    const objects = await renderChart(values);
    const files = objects.flatMap(({ kind, data }) => (kind === 'ConfigMap' ? Object.entries<string>(data) : []));
    await Promise.all(files.map(([name, text]) => writeFile(join(programFolder.path, name), text)));
    const config = files.some(([name]) => name === 'kavmon.yaml')
      ? ['-c', join(programFolder.path, 'kavmon.yaml')]
      : [];
    const pods = objects.filter(({ kind }) => kind === 'CronJob' || kind === 'Pod');
    return Promise.all(
      pods.map(async (object) => {
        const given: readonly string[] = podSpecOf(object).containers[0].args;
        const args = given.map((arg) => (arg === '/checks' ? programFolder.path : arg));
        const out = join(programFolder.path, `${object.metadata.name}.json`);
        const run = ['--snapshot', EXAMPLE_SNAPSHOT, ...config, '-o', `json=${out}`];
        const { code, stderr } = await runKavmon([...args, ...run], { env: { PAYMENTS_DB_URL: 'postgres://x/y' } });
        expect(stderr).toBe('');
        const { results } = JSON.parse(await readFile(out, 'utf8'));
        return { name: object.metadata.name, code, checks: results.map((one: RenderedValue) => one.name) };
      }),
    );
  };

  it('of a check of its own', async () => {
    const all = await outcomes({ files: ['own-checks'], json: { defaultJobs: false } });
    expect(all).toEqual([
      { name: 'rel-kavmon-own', code: 0, checks: ['team-label'] },
      { name: 'rel-kavmon-test', code: 0, checks: ['team-label'] },
    ]);
  }, 60_000);

  it('of the services, and of jobs by name', async () => {
    const all = await outcomes({ files: ['services'], json: { 'jobs.two': { names: ['health', 'crash-loops'] } } });
    expect(Object.fromEntries(all.map(({ name, checks }) => [name, checks]))).toMatchObject({
      'rel-kavmon-endpoint': ['health', 'version'],
      'rel-kavmon-database': ['orders-db'],
      'rel-kavmon-two': ['crash-loops', 'crash-loops', 'health'],
    });
  }, 60_000);
});

describe('what the chart leaves to the run ends with 2 and says why', () => {
  it.each([
    [{ groups: ['endpoint'], services: ['shop'] }, 'nothing selected'],
    [{ groups: ['database', 'endpoint'], names: ['crash-loops'] }, 'nothing selected'],
    [{ args: ['--chekcs=/checks'] }, "unknown option '--chekcs=/checks'"],
  ])('%j', async (job, words) => {
    const config = { services: { shop: {}, orders: { checks: { 'http-endpoint': { url: 'http://orders/' } } } } };
    const json = { config, defaultJobs: false, 'test.enabled': false, 'jobs.x': job };
    const objects = await renderChart({ json });
    const file = join(programFolder.path, 'left.json');
    await writeFile(file, JSON.stringify(config));
    const [{ args }] = containersOf(objects);
    const { code, stderr } = await runKavmon([...args, '-c', file, '--snapshot', EXAMPLE_SNAPSHOT]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

it('every variable is one that is read', async () => {
  const sources = join(REPOSITORY_ROOT, 'src');
  const files = (await readdir(sources, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const text = (await Promise.all(files.map((file) => readFile(join(sources, file), 'utf8')))).join('\n');
  // These are read by Node and by the OpenTelemetry SDK.
  const others = ['NODE_EXTRA_CA_CERTS', 'NO_PROXY', 'OTEL_EXPORTER_OTLP_HEADERS'];
  for (const feature of await listFeatures()) {
    const names = containersOf(await renderChart({ files: [feature] })).flatMap(({ env }) =>
      env.map(({ name }: RenderedValue) => name),
    );
    const ours = names.filter((name) => /^(KAVMON|AM|OTEL|JOB|NODE|HTTPS?|NO)_/.test(name) && !others.includes(name));
    for (const name of ours) expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  }
});

describe('what is configured arrives', () => {
  it('labels of metrics', async () => {
    const labels = { team: 'payments "and" orders', region: 'eu=1,2', city: 'Zürich <1>' };
    const env = await envOf({ json: { 'otel.labels': labels, pushgateway: { url: 'http://gw:9091', labels } } });
    expect(readMetricLabels({}, 'AM_OTEL_LABELS', env)).toEqual({ labels });
    expect(readMetricLabels({}, 'AM_PUSHGATEWAY_LABELS', env)).toEqual({ labels });
  });

  it('resource attributes', async () => {
    const attributes = { team: 'payments & orders, "both" + more=1', empty: '', city: 'Zürich' };
    const { OTEL_RESOURCE_ATTRIBUTES } = await envOf({ json: { 'otel.resourceAttributes': attributes } });
    expect(resourceWarning(OTEL_RESOURCE_ATTRIBUTES)).toBeUndefined();
    process.env.OTEL_RESOURCE_ATTRIBUTES = OTEL_RESOURCE_ATTRIBUTES;
    try {
      expect(detectResources({ detectors: [envDetector] }).attributes).toMatchObject(attributes);
    } finally {
      delete process.env.OTEL_RESOURCE_ATTRIBUTES;
    }
  });

  it('the shard', async () => {
    const env = await envOf({ files: ['shards'] }, 'rel-kavmon-everything');
    expect(shardOf(undefined, { ...env, JOB_COMPLETION_INDEX: '2' })).toEqual({ index: 3, count: 3 });
  });

  it('files where they are looked for', async () => {
    const [container] = containersOf(await renderChart({ files: ['services'] }));
    const mountPaths = container.volumeMounts.map(({ mountPath }: RenderedValue) => mountPath);
    expect(mountPaths).toEqual(['/tmp', SYSTEM_FOLDER, '/var/run/secrets/kavmon/shop.tokens']);
    const variable = container.env.find(({ name }: RenderedValue) => name === 'KAVMON_TERMINATION_LOG');
    expect(container.terminationMessagePath).toBe(variable.value);
  });

  it('a configuration, whatever is in it', async () => {
    const body = {
      odd: [
        '1e6',
        '0o17',
        '12:30:00',
        'yes',
        'null',
        '~',
        '1_000',
        '0x1f',
        '.5',
        '2026-11-21',
        ' a ',
        '',
        '{{ .Values.x }}',
      ],
      braces: '{{ range }}',
      numbers: [1000000, 123456789012, 0.000001, 1.5, -1, 0],
      bits: [true, false, null],
      text: 'first\n  second: {{ x }}\n\n# third\n',
    };
    const config = { services: { shop: { checks: { 'http-endpoint': { url: 'http://shop/', json: body } } } } };
    const file = join(programFolder.path, 'values.yaml');
    // Helm reads the numbers of a file as floating-point ones.
    await writeFile(file, JSON.stringify({ config }));
    const [map] = (await renderChart({ paths: [file] })).filter(({ kind }) => kind === 'ConfigMap');
    expect(yaml.parse(map.data['kavmon.yaml'])).toEqual(config);
  });

  it('a configuration that the program takes', async () => {
    const objects = await renderChart({ files: ['services'] });
    const file = join(programFolder.path, 'valid.yaml');
    await writeFile(file, objects.find(({ kind }) => kind === 'ConfigMap').data['kavmon.yaml']);
    const env = { PAYMENTS_DB_URL: 'postgres://x/y' };
    expect(await runKavmon(['config', 'validate', '-c', file], { env })).toMatchObject({ code: 0, stderr: '' });
  });
});
