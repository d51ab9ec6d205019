import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/result.ts';
import { startApiServer } from '../support/api-server.ts';
import { refusedPort, silent } from '../support/faults.ts';
import { type Folder, temporaryFolder } from '../support/folder.ts';
import { type HttpServer, startHttp } from '../support/http.ts';
import type { Listener } from '../support/listen.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { kavmon, startKavmon } from '../support/process.ts';
import { until } from '../support/until.ts';

let folder: Folder;
let web: HttpServer;
let mute: Listener;
let refused: number;
beforeAll(async () => {
  [folder, web, mute, refused] = await Promise.all([temporaryFolder('e2e'), startHttp(), silent(), refusedPort()]);
});
afterAll(async () => {
  await Promise.all([folder.remove(), web.stop(), mute.stop()]);
});

const config = async (name: string, services: unknown): Promise<readonly string[]> => {
  const path = join(folder.path, `${name}.yaml`);
  await writeFile(path, JSON.stringify({ cluster: 'test', services }));
  return ['-c', path];
};

const good = () => ({ 'http-endpoint': { url: `${web.url}/status/200`, timeout: '5s' } });
const bad = () => ({ 'tcp-connection': { host: '127.0.0.1', port: refused, timeout: '5s' } });
const hanging = () => ({ 'http-endpoint': { url: `http://127.0.0.1:${mute.port}/`, timeout: '30s' } });
const selected = ['-g', 'endpoint'];

const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const messages = (stdout: string) => events(stdout).map((line) => line['@message']);

describe('kavmon check', () => {
  it('logs the events of Kavmon, one JSON object a line, and exits 0 when all is healthy', async () => {
    const { stdout, code, leftovers } = await kavmon([
      ...(await config('good', { shop: { checks: good() } })),
      ...selected,
    ]);
    expect(messages(stdout)).toEqual([
      'Kavmon starting',
      'Picked checks based on provided filters',
      'Health check execution started',
      'Health check execution finished',
      'Check succeeded.',
      'Finished processing all health checks. All checks were healthy.',
      'Kavmon checks finished',
    ]);
    const last = events(stdout).at(-1)['@fields'];
    expect(last).toMatchObject({ all_healthy: true, failed_checks: '', check_groups: 'endpoint', levelno: 20 });
    expect(JSON.parse(last.health_check_results).endpoint[0]).toMatchObject({ name: 'http-endpoint', service: 'shop' });
    expect({ code, leftovers }).toEqual({ code: 0, leftovers: [] });
  });

  it('exits 1 when something is not healthy, 0 under --cronjob, and says the same in both', async () => {
    const args = [...(await config('mixed', { shop: { checks: { ...good(), ...bad() } } })), ...selected];
    const [plain, cron] = await Promise.all([kavmon(args), kavmon([...args, '--cronjob'])]);
    expect([plain.code, cron.code]).toEqual([1, 0]);
    for (const { stdout } of [plain, cron]) {
      expect(messages(stdout)).toContain('Finished processing all health checks. 1 of 2 checks were not healthy.');
      expect(events(stdout).at(-1)['@fields']).toMatchObject({ all_healthy: false, failed_checks: 'tcp-connection' });
    }
  });

  it('puts a document on stdout and the log on stderr', async () => {
    const args = [...(await config('json', { shop: { checks: { ...good(), ...bad() } } })), ...selected, '-o', 'json'];
    const { stdout, stderr } = await kavmon(args);
    const report: Report = JSON.parse(stdout);
    expect(report).toMatchObject({
      schemaVersion: 1,
      run: { cluster: 'test', exitCode: 1 },
      totals: { ok: 1, failed: 1 },
    });
    expect(report.results.map(({ reason }) => reason).toSorted()).toEqual(['connect_refused', null]);
    expect(messages(stderr)[0]).toBe('Kavmon starting');
  });

  it('writes several documents in one run', async () => {
    const paths = ['junit', 'tap', 'markdown'].map((format) => join(folder.path, `report.${format}`));
    const outputs = ['junit', 'tap', 'markdown'].flatMap((format, index) => ['-o', `${format}=${paths[index]}`]);
    await kavmon([...(await config('several', { shop: { checks: bad() } })), ...selected, ...outputs]);
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(texts[0]).toContain('<failure');
    expect(texts[1]).toContain('not ok 1');
    expect(texts[2]).toContain('tcp\\-connection');
  });

  it('exits 1 and says so when a document cannot be written', async () => {
    const args = [...(await config('unwritable', { shop: { checks: good() } })), ...selected];
    const { stdout, code } = await kavmon([...args, '-o', 'junit=/nowhere/report.xml']);
    expect(code).toBe(1);
    expect(stdout).toContain('/nowhere/report.xml');
  });

  it('prints the report of AVMon alone from level warning on', async () => {
    const { stdout } = await kavmon([
      ...(await config('avmon', { shop: { checks: bad() } })),
      ...selected,
      '-l',
      'warning',
    ]);
    expect(Object.keys(JSON.parse(stdout))).toEqual(['endpoint']);
    expect(JSON.parse(stdout).endpoint[0]).toMatchObject({ name: 'tcp-connection', service: 'shop', healthy: false });
  });

  it('exits as a plugin does with -o nagios, and --cronjob wins', async () => {
    const args = [...(await config('nagios', { shop: { checks: bad() } })), ...selected, '-o', 'nagios'];
    const [plain, cron] = await Promise.all([kavmon(args), kavmon([...args, '--cronjob'])]);
    expect([plain.code, cron.code]).toEqual([2, 0]);
    expect(plain.stdout).toMatch(/^KAVMON CRITICAL - /);
  });

  it('never calls zero selected healthy', async () => {
    const args = await config('nothing', { shop: { checks: good() } });
    const { code, stderr } = await kavmon([...args, '-g', 'endpoint', '-s', 'cluster']);
    expect(code).toBe(2);
    expect(stderr).toContain('nothing selected');
  });

  it('runs every registration in exactly one shard', async () => {
    const list = Array.from({ length: 12 }, (_, index) => ({
      name: `tcp-${index}`,
      host: '127.0.0.1',
      port: mute.port,
    }));
    const args = [
      ...(await config('shards', { shop: { checks: { 'tcp-connection': list } } })),
      ...selected,
      '-o',
      'json',
    ];
    const reports = await Promise.all([1, 2, 3].map((index) => kavmon([...args, '--shard', `${index}/3`])));
    const names = reports.flatMap(({ stdout }) => (JSON.parse(stdout) as Report).results.map(({ name }) => name));
    expect(names.toSorted()).toEqual(list.map(({ name }) => name).toSorted());
  });

  it('judges what was read of the cluster when one list hangs until the run is nearly over', async () => {
    const nodes = { kind: 'NodeList', items: [{ metadata: { name: 'n', creationTimestamp: '2026-01-01T00:00:00Z' } }] };
    const server = await startApiServer({
      lists: { '/api/v1/nodes': nodes },
      fault: ({ path }) => (path.endsWith('/pods') ? 'silent' : undefined),
    });
    const kubeconfig = join(folder.path, 'hanging.json');
    const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }];
    const clusters = [{ name: 'c', cluster: { server: server.url } }];
    const users = [{ name: 'u', user: { token: 'none' } }];
    await writeFile(kubeconfig, JSON.stringify({ 'current-context': 'c', contexts, clusters, users }));
    const args = ['--kubeconfig', kubeconfig, '--all-namespaces', '-n', 'crash-loops,node-cordoned', '--no-metrics'];
    const { stdout } = await kavmon([...args, '-o', 'json', '--run-timeout', '5']);
    await server.stop();
    const told = (JSON.parse(stdout) as Report).results.map(({ name, status, reason }) => [name, status, reason]);
    expect(told).toEqual([
      ['crash-loops', 'error', 'deadline_run'],
      ['node-cordoned', 'ok', null],
    ]);
  });

  it('takes a run timeout of 0 for none, as -t does', async () => {
    const args = [...(await config('limitless', { shop: { checks: good() } })), ...selected];
    expect((await kavmon([...args, '--run-timeout', '0'])).code).toBe(0);
  });

  it('ends by the deadline of the run and says what it did not see', async () => {
    const args = [...(await config('late', { shop: { checks: hanging() } })), ...selected, '-o', 'json'];
    const { stdout, code, durationMs } = await kavmon([...args, '--run-timeout', '1']);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ status: 'timeout', reason: 'deadline_run', healthy: false });
    expect(code).toBe(1);
    expect(durationMs).toBeLessThan(4000);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('reports what there is on %s and exits %i', async (signal, code) => {
    const checks = { ...hanging(), 'tcp-connection': { host: '127.0.0.1', port: mute.port } };
    const running = await startKavmon([...(await config(signal, { shop: { checks } })), ...selected]);
    await until(() => running.stdout().includes('Check succeeded.'), { what: 'the healthy check', ms: 20_000 });
    await running.kill(signal);
    const { stdout, ...ended } = await running.ended;
    expect(ended.code).toBe(code);
    expect(messages(stdout)).toContain('Check timed out.');
    expect(messages(stdout).at(-1)).toBe('Kavmon checks finished');
  });

  it('exits 0 on a signal under --cronjob', async () => {
    const args = [...(await config('cron-signal', { shop: { checks: hanging() } })), ...selected, '--cronjob'];
    const running = await startKavmon(args);
    await until(() => running.stdout().includes('execution started'), { what: 'the check', ms: 20_000 });
    await running.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  it('is quiet when its reader goes away', async () => {
    const args = [...(await config('pipe', { shop: { checks: bad() } })), ...selected];
    const entry = new URL('../../src/kavmon.cjs', import.meta.url).pathname;
    const { run } = await import('../support/process.ts');
    const script = `"$0" "$@" | head -c 10; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await run('bash', ['-c', script, process.execPath, entry, ...args]);
    expect(stdout).toMatch(/1\n$/);
    expect(stderr).toBe('');
  });

  it('drains what it writes to a slow reader', async () => {
    const list = Array.from({ length: 300 }, (_, index) => ({
      name: `tcp-${index}`,
      host: '127.0.0.1',
      port: refused,
    }));
    const args = [
      ...(await config('slow', { shop: { checks: { 'tcp-connection': list } } })),
      ...selected,
      '-o',
      'json',
    ];
    const entry = new URL('../../src/kavmon.cjs', import.meta.url).pathname;
    const { run } = await import('../support/process.ts');
    const script = '"$0" "$@" 2>/dev/null | (sleep 2; cat)';
    const { stdout } = await run('bash', ['-c', script, process.execPath, entry, ...args]);
    expect(stdout.length).toBeGreaterThan(200_000);
    expect(JSON.parse(stdout).results).toHaveLength(300);
  });

  it('tells a configuration that cannot be used in log, report and metrics under --cronjob', async () => {
    const receiver = await startOtlpReceiver();
    const path = join(folder.path, 'broken.yaml');
    await writeFile(path, 'services:\n  shop:\n    cheks: {}\n');
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const [plain, cron] = await Promise.all([kavmon(['-c', path]), kavmon(['-c', path, '--cronjob'], { env })]);
    await receiver.stop();
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toMatch(/broken\.yaml:3:5.*cheks.*checks/);
    expect(cron.code).toBe(0);
    expect(messages(cron.stdout)).toContain('Check could not be evaluated.');
    expect(cron.stdout).toContain('broken.yaml:3:5');
    expect(String(receiver.posts[0]?.body)).toContain('configuration');
  });

  it('sends metrics and says in the report how that went; --no-metrics sends none', async () => {
    const receiver = await startOtlpReceiver();
    const args = [...(await config('metrics', { shop: { checks: good() } })), ...selected, '-o', 'json'];
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const [sent, silentRun] = await Promise.all([kavmon(args, { env }), kavmon([...args, '--no-metrics'], { env })]);
    await receiver.stop();
    expect(JSON.parse(sent.stdout).telemetry).toMatchObject({ enabled: true, exporters: [{ ok: true }] });
    expect(JSON.parse(silentRun.stdout).telemetry).toMatchObject({ enabled: false });
    expect(receiver.posts).toHaveLength(1);
  });

  it('keeps its exit code when metrics are lost, unless told otherwise', async () => {
    const args = [...(await config('lost', { shop: { checks: good() } })), ...selected];
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${refused}` };
    const limit = ['--telemetry-timeout', '1'];
    const [kept, strict] = await Promise.all([
      kavmon([...args, ...limit], { env }),
      kavmon([...args, ...limit, '--strict-telemetry'], { env }),
    ]);
    expect([kept.code, strict.code]).toEqual([0, 1]);
    expect(kept.stdout).toContain('metrics were not sent');
    expect(kept.stdout).toContain('ECONNREFUSED');
  });

  it('asks the services also where there is no cluster to look at', async () => {
    const args = await config('no-cluster', { shop: { checks: good() } });
    const env = { HOME: folder.path };
    const [mixed, cron] = await Promise.all([
      kavmon([...args, '-g', 'endpoint,pods', '-o', 'json'], { env }),
      kavmon([...args, '-g', 'pods', '-o', 'json', '--cronjob'], { env }),
    ]);
    const { results } = JSON.parse(mixed.stdout) as Report;
    expect(mixed.code).toBe(1);
    for (const { group, status, reason, message } of results) {
      if (group === 'endpoint') expect(status).toBe('ok');
      else
        expect([status, reason, message]).toEqual([
          'error',
          'config',
          expect.stringContaining('no cluster to look at'),
        ]);
    }
    expect(cron.code).toBe(0);
    expect((JSON.parse(cron.stdout) as Report).totals.ok).toBe(0);
  });

  it('refuses a kubeconfig that a flag names and that is not there', async () => {
    const { code, stderr } = await kavmon(['-g', 'pods', '--kubeconfig', '/nowhere/config']);
    expect(code).toBe(2);
    expect(stderr).toContain('/nowhere/config');
  });
});
