import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { createProgram } from '../../src/commands/command-line/program.ts';
import { chartReadme } from '../../src/docs/chart-values.ts';
import { kavmonVersion } from '../../src/process/version.ts';
import { runTool } from '../cluster/program.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import {
  CHART_FOLDER,
  type ChartValues,
  findTools,
  podSpecOf,
  type RenderedValue,
  renderChart,
  TOOLS_TIMEOUT_MS,
  valueArgs,
} from './helm.ts';

const readChartFile = (path: string) => readFile(join(CHART_FOLDER, path), 'utf8');
const readmeText = await readChartFile('README.md');
const codeBlocks = (language: string): readonly string[] =>
  [...readmeText.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '');
const [base = {}, ...changes] = codeBlocks('yaml').map((text) => yaml.parse(text));

beforeAll(findTools, TOOLS_TIMEOUT_MS);

const renderInstallation = (values: ChartValues['json']) =>
  renderChart({ release: 'kavmon', namespace: 'monitoring', json: { ...base, ...values } });

/** The CronJobs and Deployments of an installation, as `KIND/NAME` for kubectl. */
const listWorkloads = async () => {
  const kinds: Readonly<Record<string, string>> = { CronJob: 'cronjob', Deployment: 'deploy' };
  const objects = await renderInstallation({});
  return objects.flatMap(({ kind, metadata }) =>
    kinds[kind] === undefined ? [] : [`${kinds[kind]}/${metadata.name}`],
  );
};

/** Expects that the command line knows the command and its flags. Runs nothing. */
const expectAccepted = async (words: readonly string[]): Promise<void> => {
  const program = createProgram({ name: 'kavmon' } as never).exitOverride();
  // Without a known command the words are parsed as those of `check`, which refuses them only when it runs.
  expect(program.commands.map((one) => one.name())).toContain(words[0]);
  for (const one of program.commands) one.exitOverride().action(() => {});
  await program.parseAsync([...words], { from: 'user' });
};

/** Expects that a command line names the namespace of the installation, objects that exist, and known flags. */
const expectToWork = async (line: string, existing: readonly string[], ownJobs: ReadonlySet<string>) => {
  expect(line).toContain('--namespace monitoring');
  for (const [object, kind, name] of line.matchAll(/\b(cronjob|deploy|job)\/([a-z0-9-]+)/g)) {
    if (kind === 'job') expect([...ownJobs]).toContain(name);
    else expect(existing).toContain(object);
  }
  const inside = line.split(' -- kavmon ')[1];
  if (inside !== undefined) await expectAccepted(inside.split(' '));
};

describe('the README', () => {
  it('has the values that `npm run docs` writes', async () => {
    expect(chartReadme(readmeText, await readChartFile('values.yaml')) === readmeText, 'run npm run docs').toBe(true);
  });

  it('has examples of values that can be installed, one by one', async () => {
    expect(changes.length).toBeGreaterThan(3);
    for (const change of changes) {
      expect((await renderInstallation(change)).length).toBeGreaterThan(4);
    }
  });

  it('names the CronJobs that its values make', async () => {
    expect(await listWorkloads()).toEqual(
      expect.arrayContaining(['cronjob/kavmon-cluster', 'cronjob/kavmon-endpoint', 'cronjob/kavmon-database']),
    );
  });

  it('has commands that work as they are typed', async () => {
    const lines = codeBlocks('sh').flatMap((text) => text.split('\n'));
    const commands = lines.filter((line) => /^(kubectl|helm) /.test(line));
    expect(commands.length).toBeGreaterThan(12);
    const jobs = new Set(lines.flatMap((line) => / --from=cronjob\/\S+ (\S+)$/.exec(line)?.[1] ?? []));
    const existing = await listWorkloads();
    for (const line of commands) await expectToWork(line, existing, jobs);
  });

  it('links to files that are there', async () => {
    for (const [, path = ''] of readmeText.matchAll(/\]\(([^):#]+)/g)) await readChartFile(path);
  });
});

describe('the notes', () => {
  const notesOf = async (values: ChartValues): Promise<string> => {
    const args = ['--dry-run=client', '--namespace', 'monitoring', ...valueArgs(values)];
    const { helm } = await findTools();
    const text = await runTool([helm, 'install', 'kavmon', CHART_FOLDER, ...args]);
    return text.slice(text.indexOf('NOTES:'));
  };

  it('name every job, and commands that work as they are typed', async () => {
    const notes = await notesOf({ json: base });
    expect(notes).toContain('looks at payments, shop.');
    const existing = await listWorkloads();
    for (const object of existing.filter((one) => one.startsWith('cronjob'))) {
      expect(notes).toContain(`  ${object.replace('cronjob/', '')}  `);
    }
    const commands = notes.split('\n').filter((line) => /^ {2}(kubectl|helm) /.test(line));
    expect(commands).toHaveLength(3);
    for (const line of commands) await expectToWork(line.trim(), existing, new Set());
  });

  it('say how to look at more, unless everything is looked at', async () => {
    expect(await notesOf({})).toMatch(/widen that.* scope\.namespaces\..* scope\.allNamespaces=true/);
    expect(await notesOf({ set: ['scope.allNamespaces=true'] })).not.toContain('widen');
  });

  it('name no way that is not there', async () => {
    const notes = await notesOf({ json: { 'test.enabled': false, defaultJobs: false } });
    expect(notes).toContain('No CronJob is enabled');
    expect(notes).not.toMatch(/helm test|create job/);
  });

  it('say whose Namespaces are looked at when the configuration names them', async () => {
    expect(await notesOf({ json: { 'config.namespaces': ['a', 'b'] } })).toContain('looks at a, b.');
  });

  it('say where the dashboards are, and that they stay empty without metrics', async () => {
    const dashboards = { 'dashboards.enabled': true, 'dashboards.namespace': 'grafana' };
    expect(await notesOf({ json: dashboards })).toMatch(
      /"Kavmon: overview".*grafana_dashboard=1 .*namespace grafana\..*stay empty/s,
    );
    const otel = { 'otel.endpoint': 'http://collector:4318' };
    expect(await notesOf({ json: { ...dashboards, ...otel } })).not.toContain('stay empty');
    expect(await notesOf({})).not.toContain('Kavmon: overview');
  });

  it('say where traces and log records are, when they are sent', async () => {
    const notes = (json: RenderedValue) => notesOf({ json: { 'otel.endpoint': 'http://collector:4318', ...json } });
    expect(await notes({ 'otel.traces': true, 'otel.logs': true })).toContain(
      'A trace and the log records of each run go to http://collector:4318, too: look there for service.name kavmon. ' +
        'Each line of the log has the id of its trace.',
    );
    expect(await notes({ 'otel.traces': true })).toContain('A trace of each run goes to http://collector:4318, too');
    expect(await notes({ 'otel.logs': true })).toMatch(/The log records of each run go to .* service\.name kavmon\.$/m);
    expect(await notes({})).not.toMatch(/trace|log records/);
  });

  it('say when no metrics are sent, and when they are sent twice', async () => {
    const otel = { 'otel.endpoint': 'http://a:4318' };
    const pushgateway = { 'pushgateway.urlSecret': { name: 'a', key: 'b' } };
    expect(await notesOf({})).toContain('No metrics are sent');
    for (const json of [otel, pushgateway]) expect(await notesOf({ json })).not.toMatch(/No metrics|WARNING/);
    expect(await notesOf({ json: { ...otel, ...pushgateway } })).toMatch(/WARNING: .*otel and to pushgateway/);
  });
});

it('Chart.yaml tells the version of the program, and no address that is not there', async () => {
  const text = await readChartFile('Chart.yaml');
  const about = yaml.parse(text);
  expect(about.appVersion).toBe(kavmonVersion);
  for (const { kind, description } of yaml.parse(about.annotations['artifacthub.io/changes'])) {
    expect(['added', 'changed', 'deprecated', 'removed', 'fixed', 'security']).toContain(kind);
    expect(description).not.toBe('');
  }
  expect(about.annotations['artifacthub.io/category']).toBe('monitoring-logging');
  expect(text).not.toContain('://');
});

it('the example of the gate has arguments, variables and a configuration that the program takes', async () => {
  const path = join(REPOSITORY_ROOT, 'examples/gate.yaml');
  const [map, deployment] = yaml
    .parseAllDocuments(await readFile(path, 'utf8'))
    .map((one) => one.toJS() as RenderedValue);
  const [gate] = podSpecOf(deployment).initContainers;
  await expectAccepted(gate.args);
  expect(gate.env).toEqual([{ name: 'KAVMON_TERMINATION_LOG', value: '/dev/termination-log' }]);
  expect(Object.keys(map.data)).toEqual([expect.stringMatching(/\.yaml$/)]);
  expect(gate.image).toBe(`registry.example/kavmon:${kavmonVersion}`);
});
