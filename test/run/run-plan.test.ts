import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunPlan } from '../../src/run/plan.ts';
import { createPlanRunner } from '../../src/run/run-plan.ts';
import { runWithContention } from '../support/contention.ts';
import { folderForTest } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { listChildren } from '../support/process-table.ts';
import { manyRegistrations, outcomeOf, planOf, recordEvents, registrationOf } from './sample-plans.ts';
import { SLEEP_SECONDS, userChecks } from './user-checks.ts';

const TEST_CATALOGUE = new URL('../fixtures/run/catalogue.ts', import.meta.url).href;
const runTestPlan = createPlanRunner(TEST_CATALOGUE);

const runToEnd = async (plan: RunPlan, signal = new AbortController().signal) => {
  const recorded = recordEvents();
  const since = performance.now();
  const outcome = await runTestPlan(plan, recorded.events, signal);
  return { ...recorded, ...outcome, ms: performance.now() - since, outcomes: outcome.results.map(outcomeOf) };
};

describe('a run', () => {
  it('gives every result in the order of the plan, and reports each start and end once', async () => {
    const registrations = [...manyRegistrations(3, 'slow'), ...manyRegistrations(40, 'healthy')];
    const end = await runToEnd(planOf(registrations));
    expect(end.results.map(({ name }) => name)).toEqual(registrations.map(({ name }) => name));
    expect(end.started.toSorted()).toEqual(registrations.map(({ id }) => id).toSorted());
    expect(end.finished).toHaveLength(43);
    expect(end.finished[0]?.check).toBe('healthy');
    expect([end.stuck, end.warnings]).toEqual([false, []]);
  });

  it('of nothing ends at once', async () => {
    expect(await runToEnd(planOf([]))).toMatchObject({ results: [], stuck: false });
  });

  it('does not run what cannot be judged', async () => {
    const problem = { status: 'skipped', reason: 'dependency', message: 'the API group is not installed' } as const;
    const registrations = [
      registrationOf('spinning-at-once', { name: 'no-secret', problem: 'the variable DB_URL is not set' }),
      registrationOf('spinning-at-once', { name: 'no-view', views: ['pods'] }),
      registrationOf('spinning-at-once', { name: 'not-there', views: ['nodes'] }),
    ];
    const gathered = { now: 0, views: { nodes: { problem } }, facts: {} };
    const end = await runToEnd(planOf(registrations, { gathered }));
    expect(end.outcomes).toEqual(['error/config', 'error/internal', 'skipped/dependency']);
    expect(end.results.map(({ healthy }) => healthy)).toEqual([false, false, null]);
    expect(end.started).toHaveLength(3);
  });

  it('a check that the catalogue lacks is error/internal', async () => {
    expect((await runToEnd(planOf([registrationOf('unknown')]))).outcomes).toEqual(['error/internal']);
  });

  it('a catalogue that cannot be loaded makes errors, not silence', async () => {
    const { events } = recordEvents();
    const plan = planOf([...manyRegistrations(2, 'healthy')]);
    const { results } = await createPlanRunner('file:///nowhere/catalogue.ts')(
      plan,
      events,
      new AbortController().signal,
    );
    expect(results.map(outcomeOf)).toEqual(['error/worker_lost', 'error/worker_lost']);
    expect(results[0]?.message).toContain('catalogue.ts');
  });
});

describe('the end of a run', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each(['hanging', 'spinning', 'atomics'])(
    'an interruption ends %s as interrupted within a second',
    async (name) => {
      const blocked = join(await folderForTest('blocked'), 'blocked');
      vi.stubEnv('KAVMON_TEST_BLOCKED', blocked);
      const controller = new AbortController();
      const recorded = recordEvents();
      const plan = planOf([registrationOf(name, { timeoutMs: 20_000 }), ...manyRegistrations(5, 'healthy')]);
      const running = runTestPlan(plan, recorded.events, controller.signal);
      await pollUntil(() => recorded.started.length === 6, { what: 'the start of all' });
      if (name !== 'hanging') await pollUntil(() => existsSync(blocked), { what: 'the end of its thread' });
      const since = performance.now();
      controller.abort();
      const { results } = await running;
      expect(performance.now() - since).toBeLessThan(1000);
      expect(outcomeOf(results[0] as never)).toBe('error/interrupted');
      expect(results[0]?.message).toContain('the run was interrupted');
    },
  );

  it('a signal that is aborted already lets nothing run for long', async () => {
    const end = await runToEnd(planOf(manyRegistrations(3, 'hanging')), AbortSignal.abort());
    expect(end.outcomes).toEqual(Array(3).fill('error/interrupted'));
    expect(end.ms).toBeLessThan(2000);
  });

  it("the run's deadline comes before the checks'", async () => {
    const registrations = [registrationOf('healthy'), registrationOf('hanging', { timeoutMs: 20_000 })];
    const [end, slowness] = await runWithContention(() => runToEnd(planOf(registrations, { runTimeoutMs: 4000 })));
    expect(end.outcomes).toEqual(['ok/-', 'timeout/deadline_run']);
    expect(end.results[1]?.message).toContain("the run's deadline (4s after its checks began) passed");
    expect(end.ms).toBeLessThan(4000 + 1000 * slowness);
  });

  it('leaves no process behind, also when interrupted', async () => {
    const modules = await userChecks();
    try {
      const before = await listChildren(process.pid);
      const controller = new AbortController();
      const recorded = recordEvents();
      const plan = planOf(
        ['spinning', 'subprocess', 'leaving-open', 'hanging'].map((name) =>
          registrationOf(name, { module: modules.file(`${name}.js`), timeoutMs: 20_000 }),
        ),
      );
      const running = runTestPlan(plan, recorded.events, controller.signal);
      await pollUntil(() => recorded.started.length === 4 && recorded.finished.length === 1, {
        what: 'four starts and an end',
      });
      await pollUntil(() => sleepingProcesses().length > 0, { what: 'a grandchild' });
      controller.abort();
      const { results } = await running;
      expect(results.map(outcomeOf)).toEqual(['error/interrupted', 'error/interrupted', 'ok/-', 'error/interrupted']);
      expect(await listChildren(process.pid)).toEqual(before);
      await pollUntil(() => sleepingProcesses().length === 0, { what: 'the end of the grandchildren', ms: 1000 });
    } finally {
      await modules.remove();
    }
  });
});

it("a thread that was started for a run ends before users' checks alone begin, whose processes need its memory", async () => {
  const modules = await userChecks();
  const own = registrationOf('healthy', { module: modules.file('healthy.js'), timeoutMs: 20_000 });
  let hasEnded = false;
  const beginnings: boolean[] = [];
  const prewarmed = {
    take: () => undefined,
    dispose: async () => {
      hasEnded = true;
    },
  };
  const events = { ...recordEvents().events, started: () => void beginnings.push(hasEnded) };
  const running = runTestPlan(planOf([own]), events, new AbortController().signal, prewarmed);
  expect((await running.finally(modules.remove)).results.map(outcomeOf)).toEqual(['ok/-']);
  expect(beginnings).toEqual([true]);
});

it('a run leaves nothing of a command that ran out of time, not even what has left its group', async () => {
  const argv = ['sh', '-c', `setsid sleep ${SLEEP_SECONDS} & sleep ${SLEEP_SECONDS}`];
  const command = registrationOf('exec-command', { probes: ['exec'], params: { argv }, timeoutMs: 3000 });
  const running = createPlanRunner()(planOf([command]), recordEvents().events, new AbortController().signal);
  await pollUntil(() => sleepingProcesses().length === 2, { what: 'both processes' });
  expect((await running).results.map(({ status }) => status)).toEqual(['timeout']);
  await pollUntil(() => sleepingProcesses().length === 0, { what: 'the end of both', ms: 1000 });
});

/** Processes that commands and checks of users started. */
const sleepingProcesses = (): string[] => listPids().filter((pid) => commandOf(pid) === `sleep\0${SLEEP_SECONDS}\0`);

const listPids = (): string[] => readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
