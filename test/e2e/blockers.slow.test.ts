import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWithContention } from '../support/contention.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { folderForSuite } from '../support/for-test.ts';
import { type HttpServer, startHttpServer } from '../support/http.ts';
import { type SilentDns, silentDnsMissing, startSilentDns } from '../support/silent-dns.ts';
import { tcpSilent } from '../support/tcp-faults.ts';
import type { TestListener } from '../support/tcp-server.ts';
import { configureServices, type ReportedRun, runForReport } from './run-for-report.ts';

// Whatever a check does: its own result is right, other checks are not affected, the process ends in time and leaves nothing.

const BLOCKER_FLAGS = ['--checks', fileURLToPath(new URL('../fixtures/blockers', import.meta.url))];
const HEALTHY_COUNT = 200;
const BLOCKER_TIMEOUT_MS = 3000;

/** `status/reason` of each check. */
const BLOCKER_OUTCOMES: Readonly<Record<string, string>> = {
  'endless-loop': 'timeout/deadline_check',
  'catastrophic-regexp': 'timeout/deadline_check',
  'atomics-wait': 'timeout/deadline_check',
  'fifo-read': 'timeout/deadline_check',
  'sleeping-child': 'timeout/deadline_check',
  'endless-memory': 'error/worker_lost',
  'exiting-process': 'error/worker_lost',
  'thrown-text': 'error/internal',
  'ill-neighbour': 'failed/assertion',
  'left-open': 'ok/-',
  'late-rejection': 'ok/-',
};
const LOOK_UP_OUTCOME = { 'silent-look-up': 'timeout/deadline_check' };

const blockersFolder = folderForSuite('blockers');
let fifoPath: string;
beforeAll(() => {
  fifoPath = join(blockersFolder.path, 'fifo');
  execFileSync('mkfifo', [fifoPath]);
});

const configureNeighbours = async (names: readonly string[]): Promise<readonly string[]> => {
  const timeout = `${BLOCKER_TIMEOUT_MS}ms`;
  const bad = names.map((name) => [name, { timeout: name === 'endless-memory' ? '30s' : timeout, path: fifoPath }]);
  const healthy = Array.from({ length: HEALTHY_COUNT }, (_, index) => ({ name: `healthy-${index}`, timeout: '20s' }));
  const checks = { ...Object.fromEntries(bad), 'healthy-neighbour': healthy };
  return [...BLOCKER_FLAGS, ...(await configureServices(blockersFolder.path, { neighbourhood: { checks } }))];
};

/**
 * Milliseconds from the last deadline to the end of the process. `runs`: how often a check was started, each time with
 * a deadline.
 */
const overtimeMs = ({ report, endedAt }: ReportedRun, runs = 1): number => {
  const deadlines = report.results
    .filter(({ reason }) => reason === 'deadline_check')
    .map(({ startedAt, timeoutMs }) => Date.parse(startedAt) + runs * timeoutMs);
  return endedAt - Math.max(...deadlines);
};

const expectAllReported = (end: ReportedRun, expected: Readonly<Record<string, string>>): void => {
  const outcomes = Object.entries(end.outcomes);
  const neighbours = outcomes.filter(([name]) => name.startsWith('healthy-'));
  expect(neighbours).toHaveLength(HEALTHY_COUNT);
  expect(neighbours.filter(([, outcome]) => outcome !== 'ok/-')).toEqual([]);
  expect(Object.fromEntries(outcomes.filter(([name]) => !name.startsWith('healthy-')))).toEqual(expected);
  expect(end.stderr).toContain('it failed after its result: Error: rejected later');
  expect(end).toMatchObject({ leftovers: [], timedOut: false });
};

const MEASURED_OPTIONS = { retry: 2, timeout: 180_000 };

describe("users' checks that block, crash and leave things open among 200 healthy ones", () => {
  it('each has its own result, and the process ends in time with exit code 1', MEASURED_OPTIONS, async () => {
    const args = await configureNeighbours(Object.keys(BLOCKER_OUTCOMES));
    const [end, slowness] = await runWithContention(() => runForReport(args, { timeout: 60_000 }));
    expectAllReported(end, BLOCKER_OUTCOMES);
    expect(end.code).toBe(1);
    expect(overtimeMs(end)).toBeLessThan(1000 * slowness);
  });
});

describeUnless(await silentDnsMissing())('the same with a look-up at a DNS server that never answers', () => {
  let dns: SilentDns;
  beforeAll(async () => {
    dns = await startSilentDns();
  });
  afterAll(() => dns.stop());

  it(
    'each has its own result, and the process ends in time, with exit code 0 as a CronJob',
    MEASURED_OPTIONS,
    async () => {
      const expected = { ...BLOCKER_OUTCOMES, ...LOOK_UP_OUTCOME };
      const args = [...(await configureNeighbours(Object.keys(expected))), '--cronjob'];
      const [end, slowness] = await runWithContention(() =>
        runForReport(args, { timeout: 60_000, prefix: dns.prefix }),
      );
      expectAllReported(end, expected);
      expect(dns.questions).not.toHaveLength(0);
      expect(end.code).toBe(0);
      expect(overtimeMs(end)).toBeLessThan(1000 * slowness);
    },
  );
});

describe('a built-in check that blocks its thread among 200 healthy ones', () => {
  let web: HttpServer;
  let silentEndpoint: TestListener;
  beforeAll(async () => {
    const hostile = `${'a'.repeat(60)}!`;
    web = await startHttpServer({ routes: { hostile: ({ response }) => response.end(hostile) } });
    silentEndpoint = await tcpSilent();
  });
  afterAll(() => Promise.all([web.stop(), silentEndpoint.stop()]));

  const neighbours = () =>
    Array.from({ length: HEALTHY_COUNT }, (_, index) => ({
      name: `healthy-${index}`,
      url: `${web.url}/slow/${index % 2 === 0 ? 0 : 50}`,
      timeout: '10s',
    }));
  const hostile = (name: string) => ({
    name,
    url: `${web.url}/hostile`,
    matches: '^(a+)+$',
    timeout: `${BLOCKER_TIMEOUT_MS}ms`,
  });

  it.each([
    ['one', ['hostile']],
    ['two, one after the other', ['hostile', 'hostile-too']],
  ])('a pattern against a hostile body: %s', MEASURED_OPTIONS, async (_, names) => {
    const list = [...names.map(hostile), ...neighbours()];
    const args = await configureServices(blockersFolder.path, { neighbourhood: { checks: { 'http-endpoint': list } } });
    const [end, slowness] = await runWithContention(() => runForReport([...args, '-w', '1'], { timeout: 60_000 }));
    for (const name of names) {
      expect(end.outcomes[name]).toBe('timeout/deadline_check');
      expect(end.result(name).message).toContain('blocked its thread');
    }
    expect(end.report.totals).toMatchObject({ ok: HEALTHY_COUNT, timeout: names.length });
    expect(overtimeMs(end, names.length)).toBeLessThan(names.length * 1000 * slowness);
    expect(end).toMatchObject({ code: 1, leftovers: [], timedOut: false });
  });

  it('a request that is not safe to repeat is not sent twice when its thread is taken away', async () => {
    const before = silentEndpoint.accepted();
    const post = { name: 'posting', url: `http://127.0.0.1:${silentEndpoint.port}/`, method: 'POST', timeout: '20s' };
    const checks = { 'http-endpoint': [post, hostile('hostile')] };
    const args = await configureServices(blockersFolder.path, { neighbourhood: { checks } });
    const end = await runForReport([...args, '-w', '1']);
    expect(end.outcomes).toEqual({ posting: 'error/worker_lost', hostile: 'timeout/deadline_check' });
    expect(silentEndpoint.accepted() - before).toBe(1);
  });
});
