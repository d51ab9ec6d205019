import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf, type Report, totalsOf } from '../../src/result.ts';
import { refusedPort, silent } from '../support/faults.ts';
import { type Folder, temporaryFolder } from '../support/folder.ts';
import { type HttpServer, startHttp } from '../support/http.ts';
import type { Visit } from '../support/http-routes.ts';
import type { Listener } from '../support/listen.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { kavmon, startKavmon } from '../support/process.ts';
import { until } from '../support/until.ts';
import { configured, reported } from './runs.ts';

// Ways in which monitors came out green without having verified anything; each number is a row of the catalogue of those.

const BLOCKERS = ['--checks', fileURLToPath(new URL('../fixtures/blockers', import.meta.url))];

let folder: Folder;
let web: HttpServer;
let mute: Listener;
let refused: number;
let isSick = false;
beforeAll(async () => {
  const routes = {
    hostile: ({ response }: Visit) => response.end(`${'a'.repeat(60)}!`),
    turning: ({ response }: Visit) => {
      response.writeHead(isSick ? 503 : 200).end();
    },
  };
  [folder, web, mute, refused] = await Promise.all([
    temporaryFolder('fail-open'),
    startHttp({ routes }),
    silent(),
    refusedPort(),
  ]);
});
afterAll(() => Promise.all([folder.remove(), web.stop(), mute.stop()]));

const good = () => ({ url: `${web.url}/ok` });
const bad = () => ({ host: '127.0.0.1', port: refused });
const shop = (checks: object) => configured(folder.path, { shop: { checks } });

const written = async (name: string, text: string): Promise<readonly string[]> => {
  const path = join(folder.path, name);
  await writeFile(path, text);
  return ['-c', path];
};

describe('4: an empty list of expectations asserts nothing and is refused', () => {
  it.each([
    ['http-endpoint', { ...{ url: 'http://x/' }, contains: [] }, /contains/],
    ['http-endpoint', { url: 'http://x/', jsonPath: [] }, /jsonPath/],
    ['http-endpoint', { url: 'http://x/', jsonPath: [{ path: '$.status' }] }, /nothing is compared/],
    ['http-endpoint', { url: 'http://x/', status: '' }, /status/],
    ['service-info', { url: 'http://x/' }, /nothing is compared/],
    ['dns-resolution', { host: 'x', equals: [] }, /equals/],
    ['exec-command', { argv: [] }, /argv/],
    ['postgres-connection', { host: 'x', queries: [{ name: 'n', sql: 'select 1' }] }, /nothing is compared/],
    ['http-endpoint', [], /http-endpoint/],
  ])('%s %j', async (check, params, words) => {
    const { stdout, stderr, code } = await kavmon(await shop({ [check]: params }));
    expect(stderr).toMatch(words);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });
});

describe('5: a duplicate key does not overwrite a check', () => {
  it('in YAML, with file and line of the second one', async () => {
    const text = `services:
  shop:
    checks:
      tcp-connection: { host: 127.0.0.1, port: ${refused} }
      tcp-connection: { host: 127.0.0.1, port: 443, mustBeClosed: true }
`;
    const { stdout, stderr, code } = await kavmon(await written('duplicate.yaml', text));
    expect(stderr).toMatch(/duplicate\.yaml:5:7.*tcp-connection/s);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });

  it('two registrations of one name', async () => {
    const list = [
      { name: 'door', ...bad() },
      { name: 'door', ...bad() },
    ];
    const { stderr, code } = await kavmon(await shop({ 'tcp-connection': list }));
    expect(stderr).toMatch(/door/);
    expect(code).toBe(2);
  });
});

describe('6: an unknown key is refused with the nearest known one', () => {
  it.each([
    ['of a parameter', { 'http-endpoint': { url: 'http://x/', statsu: 500 } }, /statsu.*status/s],
    ['of an expectation', { 'http-endpoint': { url: 'http://x/', jsonPath: [{ path: '$.a', eqals: 1 }] } }, /eqals/],
    ['of a check', { 'http-endpont': { url: 'http://x/' } }, /http-endpont.*http-endpoint/s],
  ])('%s', async (_, checks, words) => {
    const { stderr, code } = await kavmon(await shop(checks));
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/\.yaml:1:\d+/);
    expect(code).toBe(2);
  });

  it('of the file, and all mistakes at once', async () => {
    const { stderr } = await kavmon(await written('keys.yaml', 'service: {}\nnamespace: [a]\n'));
    expect(stderr).toMatch(/keys\.yaml:1:1.*service.*services/);
    expect(stderr).toMatch(/keys\.yaml:2:1.*namespace.*namespaces/);
  });
});

describe('7: what no rule decides is an error', () => {
  it('an exit code that stands for nothing', async () => {
    const end = await reported(await shop({ 'exec-command': { argv: ['sh', '-c', 'echo OK; exit 99'] } }));
    expect(end.outcomes).toEqual({ 'exec-command': 'error/dependency' });
    expect(end.code).toBe(1);
  });
});

describe('8: the exit code follows from the results alone', () => {
  const statuses = {
    ok: { 'http-endpoint': { url: '/ok' } },
    degraded: { 'http-endpoint': { url: '/slow/50', warnAfter: '1ms' } },
    failed: { 'http-endpoint': { url: '/status/500' } },
    timeout: { 'http-endpoint': { url: '/hang', timeout: '300ms' } },
    error: { 'exec-command': { argv: ['/nowhere/program'] } },
  };

  it.each(Object.entries(statuses))('%s', async (status, checks) => {
    const [[name, params]] = Object.entries(checks) as [[string, { url?: string }]];
    const located = params.url === undefined ? params : { ...params, url: `${web.url}${params.url}` };
    const args = await shop({ [name]: located });
    const [end, strict] = await Promise.all([reported(args), reported([...args, '--fail-on', 'degraded'])]);
    expect(end.report.results.map((result) => result.status)).toEqual([status]);
    expect(end.code).toBe(['ok', 'degraded'].includes(status) ? 0 : 1);
    expect(strict.code).toBe(status === 'ok' ? 0 : 1);
    expect(end.report.run.exitCode).toBe(end.code);
    expect(exitCodeOf(totalsOf(end.report.results))).toBe(end.code);
  });

  it.each(['table', 'tap', 'markdown', 'incident', 'avmon'])('whatever document is printed: %s', async (format) => {
    const { stdout, code } = await kavmon([...(await shop({ 'tcp-connection': bad() })), '-o', format]);
    expect(stdout).toContain('connect');
    expect(code).toBe(1);
  });

  it('when everything was skipped, nothing was verified', async () => {
    const snapshot = join(folder.path, 'pods.json');
    await writeFile(snapshot, JSON.stringify({ apiVersion: 'v1', kind: 'PodList', takenAt: new Date(), items: [] }));
    const { stdout, code } = await kavmon([...(await shop({ 'http-endpoint': good() })), '--snapshot', snapshot]);
    expect(stdout).toContain('nothing was verified');
    expect(code).toBe(1);
  });
});

describe('10: a configuration that cannot be read, or a secret that is not there', () => {
  it('drops nothing: exit code 2 and no results', async () => {
    const { stdout, stderr, code } = await kavmon(await written('torn.yaml', 'services: { shop: { checks: {'));
    expect(stderr).toMatch(/torn\.yaml:1:\d+/);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });

  it('is an error of the registrations that use the secret, and every selected one is in the report', async () => {
    const lost = [
      { name: 'unset', url: { env: 'NOT_SET_ANYWHERE' } },
      { name: 'empty', ...good(), headers: { 'x-key': { env: 'SET_BUT_EMPTY' } } },
      { name: 'no-file', ...good(), auth: { bearer: { file: '/nowhere/token' } } },
    ];
    const args = await shop({ 'http-endpoint': [...lost, { name: 'well', ...good() }] });
    const end = await reported(args, { env: { SET_BUT_EMPTY: '' } });
    const config = 'error/config';
    expect(end.outcomes).toEqual({ unset: config, empty: config, 'no-file': config, well: 'ok/-' });
    expect(end.result('unset').message).toContain('NOT_SET_ANYWHERE');
    expect(end.code).toBe(1);
  });
});

describe('10b: a run that is ended from outside', () => {
  it.each([
    ['a probe that waits', { 'http-endpoint': { name: 'left', url: 'MUTE', timeout: '60s' } }],
    ['code that ignores every signal', { 'endless-loop': { name: 'left', timeout: '60s' } }],
    ['a process inside a system call', { 'fifo-read': { name: 'left', path: 'FIFO', timeout: '60s' } }],
    ['a pattern that blocks its thread', { 'http-endpoint': { name: 'left', url: 'HOSTILE', matches: '^(a+)+$' } }],
    ['a command', { 'exec-command': { name: 'left', argv: ['sh', '-c', "trap '' TERM; sleep 60"], timeout: '60s' } }],
  ])('by SIGTERM is timeout/deadline_run for what is left, and ends at once: %s', async (_, checks) => {
    const fifo = join(folder.path, 'fifo');
    execFileSync('sh', ['-c', '[ -p "$0" ] || mkfifo "$0"', fifo]);
    const places = { MUTE: `http://127.0.0.1:${mute.port}/`, HOSTILE: `${web.url}/hostile`, FIFO: fifo };
    const text = JSON.stringify(checks).replace(/MUTE|HOSTILE|FIFO/g, (word) => places[word as keyof typeof places]);
    const door = { host: '127.0.0.1', port: mute.port };
    const args = await shop({ 'tcp-connection': door, ...JSON.parse(text) });
    const running = await startKavmon([...BLOCKERS, ...args, '-o', 'json']);
    await until(() => running.stderr().includes('Check succeeded.'), { what: 'the healthy check', ms: 20_000 });
    const since = performance.now();
    await running.kill('SIGTERM');
    const { stdout, code, leftovers } = await running.ended;
    const { results, run }: Report = JSON.parse(stdout);
    const left = results.find(({ name }) => name === 'left');
    expect(left).toMatchObject({ status: 'timeout', reason: 'deadline_run', healthy: false });
    expect(results.find(({ name }) => name === 'tcp-connection')).toMatchObject({ status: 'ok' });
    expect([code, run.exitCode, leftovers]).toEqual([143, 143, []]);
    expect(performance.now() - since).toBeLessThan(5000);
  });

  it('a second signal ends at once, and not as healthy', async () => {
    const args = await shop({ 'http-endpoint': { url: `http://127.0.0.1:${mute.port}/`, timeout: '60s' } });
    const running = await startKavmon(args);
    await until(() => running.stdout().includes('execution started'), { what: 'the check', ms: 20_000 });
    await running.kill('SIGTERM');
    await running.kill('SIGTERM');
    const { code, signal, leftovers } = await running.ended;
    expect([143, undefined]).toContain(code);
    expect([undefined, 'SIGKILL']).toContain(signal);
    expect(leftovers).toEqual([]);
  });
});

describe('11: a filter that selects nothing is a wrong command line', () => {
  it.each([
    [['-g', 'database']],
    [['-n', 'http-endpoint', '-g', 'database']],
    [['-s', 'cluster', '-n', 'http-endpoint']],
  ])('%j', async (filter) => {
    const args = (await shop({ 'http-endpoint': good() })).slice(0, 2);
    const all = await Promise.all([kavmon([...args, ...filter]), kavmon([...args, ...filter, '--cronjob'])]);
    for (const { stdout, stderr, code } of all) {
      expect(stderr).toContain('nothing selected');
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    }
  });

  it('an empty shard is none: another one has the checks', async () => {
    const args = await shop({ 'http-endpoint': good() });
    const codes = await Promise.all([1, 2, 3].map((n) => kavmon([...args, '--shard', `${n}/3`])));
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(codes.filter(({ stdout }) => stdout.includes('Check succeeded.'))).toHaveLength(1);
  });
});

describe('12: one that breaks takes no result of another one with it', () => {
  it('a check that is down stays down when others throw, exit and block', async () => {
    const checks = {
      'tcp-connection': bad(),
      'thrown-text': {},
      'exiting-process': {},
      'endless-loop': { timeout: '1s' },
      'http-endpoint': good(),
    };
    const end = await reported([...BLOCKERS, ...(await shop(checks))]);
    expect(end.outcomes).toEqual({
      'tcp-connection': 'failed/connect_refused',
      'thrown-text': 'error/internal',
      'exiting-process': 'error/worker_lost',
      'endless-loop': 'timeout/deadline_check',
      'http-endpoint': 'ok/-',
    });
  });
});

describe('19: no result comes from anywhere but this run', () => {
  it('a service that turns sick is sick in the next run, under another id', async () => {
    const args = await shop({ 'http-endpoint': { url: `${web.url}/turning` } });
    isSick = false;
    const before = await reported(args);
    isSick = true;
    const after = await reported(args);
    expect([before.outcomes, after.outcomes]).toEqual([
      { 'http-endpoint': 'ok/-' },
      { 'http-endpoint': 'failed/status' },
    ]);
    expect(after.report.run.id).not.toBe(before.report.run.id);
    const [result] = after.report.results;
    expect(Date.parse(result?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(after.report.run.startedAt));
  });
});

describe('20: nothing tells of success after a run that had none', () => {
  it('neither the exit code nor the numbers of the textfile, under --cronjob too', async () => {
    const args = await shop({ 'tcp-connection': bad() });
    const { stdout, code } = await kavmon([...args, '--cronjob', '-o', 'prometheus']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/check_healthy\{[^}]*check_name="tcp-connection"[^}]*\} 0/);
    expect(stdout).not.toMatch(/check_healthy\{[^}]*\} 1/);
  });
});

describe('22: metrics that were lost are told', () => {
  it('in the log and in the report, and --strict-telemetry makes it the exit code', async () => {
    const args = await shop({ 'http-endpoint': good() });
    const receiver = await startOtlpReceiver();
    const there = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const gone = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${refused}` };
    const [sent, lost] = await Promise.all([
      reported([...args, '--strict-telemetry'], { env: there }),
      reported([...args, '--strict-telemetry', '--telemetry-timeout', '1'], { env: gone }),
    ]);
    await receiver.stop();
    expect([sent.code, lost.code]).toEqual([0, 1]);
    expect(lost.report.telemetry.exporters).toMatchObject([{ ok: false }]);
    expect(lost.stderr).toContain('metrics were not sent');
  });
});
