import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../src/run/plan.ts';
import { runWith } from '../../src/run/run.ts';
import { contended } from '../support/contention.ts';
import { folderForTest } from '../support/for-test.ts';
import { childrenOf } from '../support/processes.ts';
import { until } from '../support/until.ts';
import { listener, many, outcomeOf, planOf, registration } from './plans.ts';
import { SLEEP, userChecks } from './user-checks.ts';

const CATALOGUE = new URL('../fixtures/run/catalogue.ts', import.meta.url).href;
const run = runWith(CATALOGUE);

const go = async (plan: Plan, signal = new AbortController().signal) => {
  const told = listener();
  const since = performance.now();
  const outcome = await run(plan, told.events, signal);
  return { ...told, ...outcome, ms: performance.now() - since, outcomes: outcome.results.map(outcomeOf) };
};

describe('a run', () => {
  it('gives every result in the order of the plan, and tells of each start and end once', async () => {
    const registrations = [...many(3, 'slow'), ...many(40, 'healthy')];
    const end = await go(planOf(registrations));
    expect(end.results.map(({ name }) => name)).toEqual(registrations.map(({ name }) => name));
    expect(end.started.toSorted()).toEqual(registrations.map(({ id }) => id).toSorted());
    expect(end.finished).toHaveLength(43);
    expect(end.finished[0]?.check).toBe('healthy');
    expect([end.stuck, end.warnings]).toEqual([false, []]);
  });

  it('of nothing ends at once', async () => {
    expect(await go(planOf([]))).toMatchObject({ results: [], stuck: false });
  });

  it('does not run what cannot be judged', async () => {
    const problem = { status: 'skipped', reason: 'dependency', message: 'the API group is not installed' } as const;
    const registrations = [
      registration('spinning-at-once', { name: 'no-secret', problem: 'the variable DB_URL is not set' }),
      registration('spinning-at-once', { name: 'no-view', views: ['pods'] }),
      registration('spinning-at-once', { name: 'not-there', views: ['nodes'] }),
    ];
    const gathered = { now: 0, views: { nodes: { problem } }, facts: {} };
    const end = await go(planOf(registrations, { gathered }));
    expect(end.outcomes).toEqual(['error/config', 'error/internal', 'skipped/dependency']);
    expect(end.results.map(({ healthy }) => healthy)).toEqual([false, false, null]);
    expect(end.started).toHaveLength(3);
  });

  it('a check that the catalogue lacks is error/internal', async () => {
    expect((await go(planOf([registration('unknown')]))).outcomes).toEqual(['error/internal']);
  });

  it('a catalogue that cannot be loaded makes errors, not silence', async () => {
    const { events } = listener();
    const plan = planOf([...many(2, 'healthy')]);
    const { results } = await runWith('file:///nowhere/catalogue.ts')(plan, events, new AbortController().signal);
    expect(results.map(outcomeOf)).toEqual(['error/worker_lost', 'error/worker_lost']);
    expect(results[0]?.message).toContain('catalogue.ts');
  });
});

describe('the end of a run', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each(['hanging', 'spinning', 'atomics'])(
    'an interruption ends %s as deadline_run within a second',
    async (name) => {
      const blocked = join(await folderForTest('blocked'), 'blocked');
      vi.stubEnv('KAVMON_TEST_BLOCKED', blocked);
      const controller = new AbortController();
      const told = listener();
      const plan = planOf([registration(name, { timeoutMs: 20_000 }), ...many(5, 'healthy')]);
      const running = run(plan, told.events, controller.signal);
      await until(() => told.started.length === 6, { what: 'the start of all' });
      if (name !== 'hanging') await until(() => existsSync(blocked), { what: 'the end of its thread' });
      const since = performance.now();
      controller.abort();
      const { results } = await running;
      expect(performance.now() - since).toBeLessThan(1000);
      expect(outcomeOf(results[0] as never)).toBe('timeout/deadline_run');
      expect(results[0]?.message).toContain('the run was interrupted');
    },
  );

  it('a signal that is aborted already lets nothing run for long', async () => {
    const end = await go(planOf(many(3, 'hanging')), AbortSignal.abort());
    expect(end.outcomes).toEqual(Array(3).fill('timeout/deadline_run'));
    expect(end.ms).toBeLessThan(2000);
  });

  it("the run's deadline comes before the checks'", async () => {
    const registrations = [registration('healthy'), registration('hanging', { timeoutMs: 20_000 })];
    const [end, slowness] = await contended(() => go(planOf(registrations, { runTimeoutMs: 4000 })));
    expect(end.outcomes).toEqual(['ok/-', 'timeout/deadline_run']);
    expect(end.results[1]?.message).toContain("the run's deadline (4s after its checks began) passed");
    expect(end.ms).toBeLessThan(4000 + 1000 * slowness);
  });

  it('leaves no process behind, also when interrupted', async () => {
    const modules = await userChecks();
    try {
      const before = await childrenOf(process.pid);
      const controller = new AbortController();
      const told = listener();
      const plan = planOf(
        ['spinning', 'subprocess', 'leaving-open', 'hanging'].map((name) =>
          registration(name, { module: modules.file(`${name}.js`), timeoutMs: 20_000 }),
        ),
      );
      const running = run(plan, told.events, controller.signal);
      await until(() => told.started.length === 4 && told.finished.length === 1, { what: 'four starts and an end' });
      await until(() => sleepers().length > 0, { what: 'a grandchild' });
      controller.abort();
      const { results } = await running;
      expect(results.map(outcomeOf)).toEqual([
        'timeout/deadline_run',
        'timeout/deadline_run',
        'ok/-',
        'timeout/deadline_run',
      ]);
      expect(await childrenOf(process.pid)).toEqual(before);
      await until(() => sleepers().length === 0, { what: 'the end of the grandchildren', ms: 1000 });
    } finally {
      await modules.remove();
    }
  });
});

it('a run leaves nothing of a command that ran out of time, not even what has left its group', async () => {
  const argv = ['sh', '-c', `setsid sleep ${SLEEP} & sleep ${SLEEP}`];
  const command = registration('exec-command', { probes: ['exec'], params: { argv }, timeoutMs: 3000 });
  const running = runWith()(planOf([command]), listener().events, new AbortController().signal);
  await until(() => sleepers().length === 2, { what: 'both processes' });
  expect((await running).results.map(({ status }) => status)).toEqual(['timeout']);
  await until(() => sleepers().length === 0, { what: 'the end of both', ms: 1000 });
});

/** Processes that commands and checks of users started. */
const sleepers = (): string[] => pids().filter((pid) => commandOf(pid) === `sleep\0${SLEEP}\0`);

const pids = (): string[] => readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
