import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { runKavmon } from '../support/run-process.ts';
import { makeReport, makeResult } from '../support/sample-report.ts';
import { logMessages, parseLogEvents, type RunTargets, startRunTargets } from './run-targets.ts';

describe('kavmon check', () => {
  let targets: RunTargets;
  beforeAll(async () => {
    targets = await startRunTargets('check');
  });
  afterAll(() => targets.stop());

  it('logs the events of Kavmon, one JSON object a line, and exits 0 when all is healthy', async () => {
    const { stdout, code, leftovers } = await runKavmon(await targets.endpointArgs('good', targets.good()));
    expect(logMessages(stdout)).toEqual([
      'Kavmon starting',
      'Picked checks based on provided filters',
      'Health check execution started',
      'Health check execution finished',
      'Check succeeded.',
      'Finished processing all health checks. All checks were healthy.',
      'Kavmon checks finished',
    ]);
    const last = parseLogEvents(stdout).at(-1)['@fields'];
    expect(last).toMatchObject({ all_healthy: true, failed_checks: '', check_groups: 'endpoint', levelno: 20 });
    expect(JSON.parse(last.health_check_results).endpoint[0]).toMatchObject({ name: 'http-endpoint', service: 'shop' });
    expect({ code, leftovers }).toEqual({ code: 0, leftovers: [] });
  });

  it('exits 1 when something is not healthy, 0 under --cronjob, and says the same in both', async () => {
    const args = await targets.endpointArgs('mixed', { ...targets.good(), ...targets.bad() });
    const [plain, cron] = await Promise.all([runKavmon(args), runKavmon([...args, '--cronjob'])]);
    expect([plain.code, cron.code]).toEqual([1, 0]);
    for (const { stdout } of [plain, cron]) {
      expect(logMessages(stdout)).toContain('Finished processing all health checks. 1 of 2 checks were not healthy.');
      expect(parseLogEvents(stdout).at(-1)['@fields']).toMatchObject({
        all_healthy: false,
        failed_checks: 'tcp-connection',
      });
    }
  });

  it('exits 1 for new problems alone with --fail-on new, and marks them in the report', async () => {
    const last = join(targets.folder, 'last.json');
    await writeFile(last, JSON.stringify(makeReport([makeResult({ service: 'shop', name: 'http-endpoint' })])));
    const ill = await targets.endpointArgs('since', { ...targets.good(), ...targets.bad() });
    const args = [...ill, '--since', last, '--fail-on', 'new', '-o', `json=${last}`];
    const [first, changes] = [await runKavmon(args), JSON.parse(await readFile(last, 'utf8')) as Report];
    expect(first.code).toBe(1);
    expect(changes).toMatchObject({ since: { new: 1, persisting: 0 }, problems: [{ change: 'new' }] });
    expect(changes.warnings[0]).toContain('lacks 1 check of this run');
    const second = await runKavmon(args);
    expect(second.code).toBe(0);
    expect(parseLogEvents(second.stdout).at(-1)['@fields']).toMatchObject({ problems_new: 0, problems_persisting: 1 });
  });

  it('exits 1 where there is nothing to judge, and calls no check healthy', async () => {
    const path = join(targets.folder, 'nearly-empty');
    await mkdir(path);
    await writeFile(join(path, 'recording.json'), JSON.stringify({ takenAt: '2026-11-21T10:00:00Z' }));
    await writeFile(join(path, 'pods.json'), JSON.stringify({ apiVersion: 'v1', kind: 'PodList', items: [] }));
    const args = ['check', '--snapshot', path, '-n', 'crash-loops,image-pulls', '--no-metrics', '-o', 'json'];
    const { stdout, stderr, code } = await runKavmon(args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      totals: { ok: 0, skipped: 2 },
      results: [
        { status: 'skipped', reason: 'empty_result', message: 'nothing to judge: no pods here', looked: { pods: 0 } },
        { status: 'skipped' },
      ],
    });
    expect(logMessages(stderr)).toContain(
      'Finished processing all health checks. All 2 checks were skipped: nothing was verified.',
    );
  });

  it('puts a document on stdout and the log on stderr', async () => {
    const args = [...(await targets.endpointArgs('json', { ...targets.good(), ...targets.bad() })), '-o', 'json'];
    const { stdout, stderr } = await runKavmon(args);
    const report: Report = JSON.parse(stdout);
    expect(report).toMatchObject({
      schemaVersion: 1,
      run: { cluster: 'test', exitCode: 1 },
      totals: { ok: 1, failed: 1 },
    });
    expect(report.results.map(({ reason }) => reason).toSorted()).toEqual(['connect_refused', null]);
    expect(logMessages(stderr)[0]).toBe('Kavmon starting');
  });

  it('writes several documents in one run', async () => {
    const paths = ['junit', 'tap', 'markdown'].map((format) => join(targets.folder, `report.${format}`));
    const outputs = ['junit', 'tap', 'markdown'].flatMap((format, index) => ['-o', `${format}=${paths[index]}`]);
    await runKavmon([...(await targets.endpointArgs('several', targets.bad())), ...outputs]);
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(texts[0]).toContain('<failure');
    expect(texts[1]).toContain('not ok 1');
    expect(texts[2]).toContain('tcp\\-connection');
  });

  it('exits 1 and names a document that cannot be written', async () => {
    const args = await targets.endpointArgs('unwritable', targets.good());
    const path = `/tmp/${'x'.repeat(300)}`;
    const { stdout, code } = await runKavmon([...args, '-o', `junit=${path}`]);
    expect(code).toBe(1);
    expect(stdout).toContain(`cannot write ${path}: `);
  });

  it('prints the report of AVMon alone from level warning on', async () => {
    const { stdout } = await runKavmon([...(await targets.endpointArgs('avmon', targets.bad())), '-l', 'warning']);
    expect(Object.keys(JSON.parse(stdout))).toEqual(['endpoint']);
    expect(JSON.parse(stdout).endpoint[0]).toMatchObject({ name: 'tcp-connection', service: 'shop', healthy: false });
  });

  it('exits as a plugin does with -o nagios, and --cronjob wins', async () => {
    const args = [...(await targets.endpointArgs('nagios', targets.bad())), '-o', 'nagios'];
    const [plain, cron] = await Promise.all([runKavmon(args), runKavmon([...args, '--cronjob'])]);
    expect([plain.code, cron.code]).toEqual([2, 0]);
    expect(plain.stdout).toMatch(/^KAVMON CRITICAL - /);
  });

  it('answers UNKNOWN as a plugin that could not start', async () => {
    const { code, stdout, stderr } = await runKavmon(['--bogus', '-o', 'nagios']);
    expect(code).toBe(3);
    expect(stdout).toBe("KAVMON UNKNOWN - unknown option '--bogus'\n");
    expect(stderr).toContain('known: ');
  });

  it('never calls zero selected healthy', async () => {
    const args = await targets.configFor('nothing', targets.good());
    const { code, stderr } = await runKavmon([...args, '-g', 'endpoint', '-s', 'cluster']);
    expect(code).toBe(2);
    expect(stderr).toContain('nothing selected');
  });

  it('runs every registration in exactly one shard', async () => {
    const list = Array.from({ length: 12 }, (_, index) => ({
      name: `tcp-${index}`,
      host: '127.0.0.1',
      port: targets.silent.port,
    }));
    const args = [...(await targets.endpointArgs('shards', { 'tcp-connection': list })), '-o', 'json'];
    const reports = await Promise.all([1, 2, 3].map((index) => runKavmon([...args, '--shard', `${index}/3`])));
    const names = reports.flatMap(({ stdout }) => (JSON.parse(stdout) as Report).results.map(({ name }) => name));
    expect(names.toSorted()).toEqual(list.map(({ name }) => name).toSorted());
  });
});
