import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { exitCodeOf, totalsOf } from '../../src/model/status.ts';
import type { RouteVisit } from '../support/http-routes.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { pollUntil } from '../support/poll-until.ts';
import { TEST_MARK_VARIABLE } from '../support/process-table.ts';
import { runKavmon, startKavmon } from '../support/run-process.ts';
import { configureServices, runForReport } from './run-for-report.ts';
import { type RunTargets, startRunTargets } from './run-targets.ts';

// Ways in which monitors reported health without a check; each number is a row of the catalogue of them.

const BLOCKER_CHECKS = ['--checks', fileURLToPath(new URL('../fixtures/blockers', import.meta.url))];

let failOpenTargets: RunTargets;
let isSick = false;
beforeAll(async () => {
  failOpenTargets = await startRunTargets('fail-open', {
    hostile: ({ response }: RouteVisit) => response.end(`${'a'.repeat(60)}!`),
    turning: ({ response }: RouteVisit) => {
      response.writeHead(isSick ? 503 : 200).end();
    },
  });
});
afterAll(() => failOpenTargets.stop());

const okParams = () => ({ url: `${failOpenTargets.web.url}/ok` });
const refusedParams = () => ({ host: '127.0.0.1', port: failOpenTargets.refused });
const configureShop = (checks: object) => configureServices(failOpenTargets.folder, { shop: { checks } });

describe('7: what no rule decides is an error', () => {
  it('an exit code that stands for nothing', async () => {
    const end = await runForReport(await configureShop({ 'exec-command': { argv: ['sh', '-c', 'echo OK; exit 99'] } }));
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
    const located = params.url === undefined ? params : { ...params, url: `${failOpenTargets.web.url}${params.url}` };
    const args = await configureShop({ [name]: located });
    const [end, strict] = await Promise.all([runForReport(args), runForReport([...args, '--fail-on', 'degraded'])]);
    expect(end.report.results.map((result) => result.status)).toEqual([status]);
    expect(end.code).toBe(['ok', 'degraded'].includes(status) ? 0 : 1);
    expect(strict.code).toBe(status === 'ok' ? 0 : 1);
    expect(end.report.run.exitCode).toBe(end.code);
    expect(exitCodeOf(totalsOf(end.report.results))).toBe(end.code);
  });

  it.each(['table', 'tap', 'markdown', 'incident', 'avmon'])('whatever document is printed: %s', async (format) => {
    const { stdout, code } = await runKavmon([
      ...(await configureShop({ 'tcp-connection': refusedParams() })),
      '-o',
      format,
    ]);
    expect(stdout).toContain('connect');
    expect(code).toBe(1);
  });

  it('when everything was skipped, nothing was verified', async () => {
    const snapshot = join(failOpenTargets.folder, 'pods.json');
    await writeFile(snapshot, JSON.stringify({ apiVersion: 'v1', kind: 'PodList', takenAt: new Date(), items: [] }));
    const { stdout, code } = await runKavmon([
      ...(await configureShop({ 'http-endpoint': okParams() })),
      '--snapshot',
      snapshot,
    ]);
    expect(stdout).toContain('nothing was verified');
    expect(code).toBe(1);
  });
});

describe('10b: a run that is ended from outside', () => {
  it.each([
    ['a probe that waits', { 'http-endpoint': { name: 'left', url: 'MUTE', timeout: '60s' } }],
    ['code that ignores every signal', { 'endless-loop': { name: 'left', timeout: '60s' } }],
    ['a process inside a system call', { 'fifo-read': { name: 'left', path: 'FIFO', timeout: '60s' } }],
    ['a pattern that blocks its thread', { 'http-endpoint': { name: 'left', url: 'HOSTILE', matches: '^(a+)+$' } }],
    ['a command', { 'exec-command': { name: 'left', argv: ['sh', '-c', "trap '' TERM; sleep 60"], timeout: '60s' } }],
  ])('by SIGTERM is error/interrupted for what is left, and ends at once: %s', async (_, checks) => {
    const fifo = join(failOpenTargets.folder, 'fifo');
    execFileSync('sh', ['-c', '[ -p "$0" ] || mkfifo "$0"', fifo]);
    const values = {
      MUTE: `http://127.0.0.1:${failOpenTargets.silent.port}/`,
      HOSTILE: `${failOpenTargets.web.url}/hostile`,
      FIFO: fifo,
    };
    const text = JSON.stringify(checks).replace(/MUTE|HOSTILE|FIFO/g, (word) => values[word as keyof typeof values]);
    // Without a look at what the server does after the connection: its answer is there before the pattern blocks the thread.
    const door = { host: '127.0.0.1', port: failOpenTargets.silent.port, allowClose: true };
    const args = await configureShop({ 'tcp-connection': door, ...JSON.parse(text) });
    const running = await startKavmon([...BLOCKER_CHECKS, ...args, '-o', 'json']);
    await pollUntil(() => running.stderr().includes('Check succeeded.'), { what: 'the healthy check', ms: 20_000 });
    const since = performance.now();
    await running.kill('SIGTERM');
    const { stdout, code, leftovers } = await running.ended;
    const { results, run }: Report = JSON.parse(stdout);
    const left = results.find(({ name }) => name === 'left');
    expect(left).toMatchObject({ status: 'error', reason: 'interrupted', healthy: false });
    expect(results.find(({ name }) => name === 'tcp-connection')).toMatchObject({ status: 'ok' });
    expect([code, run.exitCode, leftovers]).toEqual([143, 143, []]);
    expect(performance.now() - since).toBeLessThan(5000);
  });

  it('a second signal ends at once, and not as healthy', async () => {
    const args = await configureShop({
      'http-endpoint': { url: `http://127.0.0.1:${failOpenTargets.silent.port}/`, timeout: '60s' },
    });
    const running = await startKavmon(args);
    await pollUntil(() => running.stdout().includes('execution started'), { what: 'the check', ms: 20_000 });
    await running.kill('SIGTERM');
    await running.kill('SIGTERM');
    const { code, signal, leftovers } = await running.ended;
    expect([
      [143, undefined],
      [undefined, 'SIGKILL'],
    ]).toContainEqual([code, signal]);
    expect(leftovers).toEqual([]);
  });

  it('a second signal leaves nothing of what a command has started', async () => {
    const file = join(failOpenTargets.folder, 'started');
    const argv = ['sh', '-c', `trap "" TERM; setsid sleep 59 & : > ${file}; sleep 59`];
    const checks = { 'exec-command': { argv, passEnv: ['PATH', TEST_MARK_VARIABLE], timeout: '60s' } };
    const running = await startKavmon(await configureShop(checks));
    await pollUntil(() => existsSync(file), { what: 'the command', ms: 20_000 });
    await running.kill('SIGTERM');
    await running.kill('SIGTERM');
    expect((await running.ended).leftovers).toEqual([]);
  });
});

describe('12: one that breaks takes no result of another one with it', () => {
  it('a check that is down stays down when others throw, exit and block', async () => {
    const checks = {
      'tcp-connection': refusedParams(),
      'thrown-text': {},
      'exiting-process': {},
      'endless-loop': { timeout: '1s' },
      'http-endpoint': okParams(),
    };
    const end = await runForReport([...BLOCKER_CHECKS, ...(await configureShop(checks))]);
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
    const args = await configureShop({ 'http-endpoint': { url: `${failOpenTargets.web.url}/turning` } });
    isSick = false;
    const before = await runForReport(args);
    isSick = true;
    const after = await runForReport(args);
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
    const args = await configureShop({ 'tcp-connection': refusedParams() });
    const { stdout, code } = await runKavmon([...args, '--cronjob', '-o', 'prometheus']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/check_healthy\{[^}]*check_name="tcp-connection"[^}]*\} 0/);
    expect(stdout).not.toMatch(/check_healthy\{[^}]*\} 1/);
  });
});

describe('22: metrics that were lost are told', () => {
  it('in the log and in the report, and --strict-telemetry makes it the exit code', async () => {
    const args = await configureShop({ 'http-endpoint': okParams() });
    const receiver = await startOtlpReceiver();
    const reachable = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const unreachable = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${failOpenTargets.refused}` };
    const [sent, lost] = await Promise.all([
      runForReport([...args, '--strict-telemetry'], { env: reachable }),
      runForReport([...args, '--strict-telemetry', '--telemetry-timeout', '1'], { env: unreachable }),
    ]);
    await receiver.stop();
    expect([sent.code, lost.code]).toEqual([0, 1]);
    expect(lost.report.telemetry.exporters).toMatchObject([{ ok: false }]);
    expect(lost.stderr).toContain('metrics were not sent');
  });
});
