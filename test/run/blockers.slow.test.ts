import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWithContention } from '../support/contention.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { runProcess } from '../support/run-process.ts';
import { type SilentDns, silentDnsMissing, startSilentDns } from '../support/silent-dns.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

// Each in a process of its own: only there can be seen that it ends, how, and that nothing is left of it.

const PROGRAM_PATH = fileURLToPath(new URL('../fixtures/run/program.ts', import.meta.url));

interface ProgramOutput {
  readonly ms: number;
  readonly stuck: boolean;
  readonly warnings: readonly string[];
  readonly results: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly message: string;
    readonly healthy: boolean | null;
    readonly notes: readonly string[];
    readonly durationMs: number;
  }[];
}

const describeSilentDns = describeUnless(await silentDnsMissing());

const HEALTHY_COUNT = 200;
const BLOCKER_TIMEOUT_MS = 1000;

let fifoFolder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
/** A run with healthy ones only, on this machine now: what a blocker adds is compared with it. */
let baseline: Awaited<ReturnType<typeof runAmongHealthy>>;
beforeAll(async () => {
  fifoFolder = await makeTemporaryFolder('blockers');
  execFileSync('mkfifo', [join(fifoFolder.path, 'fifo')]);
  baseline = await runAmongHealthy([]);
});
afterAll(() => fifoFolder.remove());

/** What a blocker may add: twice its timeout, and a second, which is longer on a machine that is busy. */
const limitMs = ({ slowness }: { readonly slowness: number }): number => 2 * BLOCKER_TIMEOUT_MS + 1000 * slowness;

const runAmongHealthy = async (names: readonly string[], changes: object = {}, prefix: readonly string[] = []) => {
  const plan = { names, healthy: HEALTHY_COUNT, timeoutMs: BLOCKER_TIMEOUT_MS, exitCode: 7, ...changes };
  const [outcome, slowness] = await runWithContention(() =>
    runProcess(process.execPath, [PROGRAM_PATH, JSON.stringify(plan)], {
      prefix,
      env: { KAVMON_TEST_FIFO: join(fifoFolder.path, 'fifo') },
    }),
  );
  const output: ProgramOutput = JSON.parse(outcome.stdout);
  return { ...output, ...outcome, slowness, healthy: output.results.filter(({ healthy }) => healthy === true).length };
};

describe('a check that blocks its thread among 200 healthy ones', () => {
  it.each([
    ['spinning', 'timeout/deadline_check'],
    ['spinning-at-once', 'timeout/deadline_check'],
    ['microtasks', 'timeout/deadline_check'],
    ['regexp', 'timeout/deadline_check'],
    ['atomics', 'timeout/deadline_check'],
    ['fifo', 'timeout/deadline_check'],
    ['subprocess', 'timeout/deadline_check'],
    ['exiting', 'error/worker_lost'],
    ['throwing-text', 'error/internal'],
    ['uncaught', 'error/internal'],
    ['hanging', 'timeout/deadline_check'],
  ])('%s is %s, and the others are healthy', async (name, expected) => {
    const end = await runAmongHealthy([name]);
    expect(end.results[0]).toMatchObject({ name, outcome: expected });
    expect(end.healthy).toBe(HEALTHY_COUNT);
    expect(end).toMatchObject({ code: 7, leftovers: [], timedOut: false });
    expect(end.ms - baseline.ms).toBeLessThan(limitMs(end));
    // A process that ends by itself, or is replaced, does so at once.
    expect(end.durationMs - end.ms).toBeLessThan(baseline.durationMs - baseline.ms + limitMs(end) / 3);
  });

  it('memory without end is error/worker_lost and ends only its thread', async () => {
    const end = await runAmongHealthy(['memory'], { timeoutMs: 20_000 });
    expect(end.results[0]).toMatchObject({ outcome: 'error/worker_lost' });
    expect([end.healthy, end.code]).toEqual([HEALTHY_COUNT, 7]);
  });

  it('several of them: each is found, one after the other', async () => {
    const end = await runAmongHealthy(['spinning', 'regexp', 'exiting', 'atomics', 'throwing-text']);
    expect(end.results.slice(0, 5).map(({ outcome }) => outcome)).toEqual([
      'timeout/deadline_check',
      'timeout/deadline_check',
      'error/worker_lost',
      'timeout/deadline_check',
      'error/internal',
    ]);
    expect([end.healthy, end.leftovers]).toEqual([HEALTHY_COUNT, []]);
  });

  it('ten of them take none of five healthy ones with them that ran beside them', async () => {
    const names = [...Array.from({ length: 10 }, () => 'spinning'), ...Array.from({ length: 5 }, () => 'slow')];
    const end = await runAmongHealthy(names, { healthy: 0 });
    const outcomes = end.results.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([...Array(10).fill('timeout/deadline_check'), ...Array(5).fill('ok/-')]);
    expect(end.leftovers).toEqual([]);
  });

  it('one that blocks for a while and then goes on takes no other with it', async () => {
    const end = await runAmongHealthy(['blocking-for-a-while'], { timeoutMs: 3000, healthyTimeoutMs: 500 });
    expect(end.results[0]?.outcome).toBe('ok/-');
    expect(end.healthy).toBe(HEALTHY_COUNT + 1);
  });

  it('a promise that rejects later leaves the result and becomes a warning', async () => {
    const end = await runAmongHealthy(['forgotten', 'slow']);
    expect(end.results[0]?.outcome).toBe('ok/-');
    expect(end.warnings).toEqual(['test/forgotten: it failed after its result: Error: rejected later']);
  });

  it('what is not safe to repeat is not run again', async () => {
    const end = await runAmongHealthy(['slow', 'spinning'], { healthy: 0, repeatable: false });
    expect(end.results.map(({ outcome }) => outcome)).toEqual(['error/worker_lost', 'timeout/deadline_check']);
  });

  it('what had not begun is run, safe to repeat or not', async () => {
    const end = await runAmongHealthy(['spinning-at-once', 'slow'], { healthy: 0, repeatable: false });
    expect(end.results.map(({ outcome }) => outcome)).toEqual(['timeout/deadline_check', 'ok/-']);
  });
});

describeSilentDns('a look-up at a silent DNS server among 200 healthy ones', () => {
  let dns: SilentDns;
  beforeAll(async () => {
    dns = await startSilentDns();
  });
  afterAll(() => dns.stop());

  it.each([
    ['in a thread', {}],
    ["in a user's module", { users: true }],
  ])('%s is timeout/deadline_check', async (_, changes) => {
    const end = await runAmongHealthy(['lookup'], changes, dns.prefix);
    expect(end.results[0]).toMatchObject({ outcome: 'timeout/deadline_check' });
    expect(end.healthy).toBe(HEALTHY_COUNT);
    expect(end).toMatchObject({ code: 7, leftovers: [], timedOut: false });
    expect(end.ms - baseline.ms).toBeLessThan(limitMs(end));
    expect(end.durationMs - end.ms).toBeLessThan(baseline.durationMs - baseline.ms + limitMs(end) / 3);
  });
});

describe("users' modules among 200 healthy ones", () => {
  it('each bad one has its own result, and nothing of them is left', async () => {
    const expected: Readonly<Record<string, string>> = {
      spinning: 'timeout/deadline_check',
      regexp: 'timeout/deadline_check',
      atomics: 'timeout/deadline_check',
      fifo: 'timeout/deadline_check',
      subprocess: 'timeout/deadline_check',
      hanging: 'timeout/deadline_check',
      exiting: 'error/worker_lost',
      'throwing-text': 'error/internal',
      'throwing-late': 'error/internal',
      'no-list': 'error/internal',
      'leaving-open': 'ok/-',
      'rejecting-later': 'ok/-',
      printing: 'ok/-',
    };
    const end = await runAmongHealthy(Object.keys(expected), { users: true });
    const own = end.results.slice(0, Object.keys(expected).length);
    expect(Object.fromEntries(own.map(({ name, outcome }) => [name, outcome]))).toEqual(expected);
    expect(end.healthy).toBe(HEALTHY_COUNT + 3);
    expect(end).toMatchObject({ code: 7, stuck: false, leftovers: [] });
    expect(end.warnings).toEqual([
      expect.stringMatching(
        /^test\/rejecting-later: it failed after its result: Error: rejected later \(.*\/rejecting-later\.js:\d+:\d+\)$/,
      ),
    ]);
    expect(own.find(({ name }) => name === 'printing')?.notes).toEqual(['printed: to the standard output']);
  });

  it('memory without end is error/worker_lost, of the heap and beside it', async () => {
    const end = await runAmongHealthy(['memory', 'buffers'], { users: true, timeoutMs: 20_000 });
    expect(end.results.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['error/worker_lost', 'error/worker_lost']);
    expect(end.results.slice(0, 2).map(({ message }) => message)).toEqual([
      // V8's limit of the heap, or the watch over the whole process, whichever comes first.
      expect.stringMatching(/ran out of memory|more than 256 MB/),
      expect.stringContaining('more than 256 MB'),
    ]);
    expect([end.healthy, end.leftovers]).toEqual([HEALTHY_COUNT, []]);
  });

  it('a module in TypeScript that imports kavmon and zod runs from any folder', async () => {
    const end = await runAmongHealthy(['typed'], { users: true, healthy: 0 });
    expect(end.results[0]).toMatchObject({ outcome: 'ok/-' });
  });
});
