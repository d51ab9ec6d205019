import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { GatheredView } from '../../../src/kubernetes/rows/cluster-data.ts';
import { createPlanRunner } from '../../../src/run/run-plan.ts';
import {
  type ClusterThread,
  createClusterThread,
  createReadingThread,
  withClusterThread,
} from '../../../src/run/threads/cluster-thread.ts';
import {
  ALL_PODS,
  execUser,
  gatherLive,
  serveCluster,
  TWO_PODS,
  writeKubeconfig,
} from '../../kubernetes/live-cluster.ts';
import { folderForTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { isAlive } from '../../support/process-table.ts';
import { outcomeOf, planOf, recordEvents, registrationOf } from '../sample-plans.ts';

const runTestPlan = createPlanRunner(new URL('../../fixtures/run/catalogue.ts', import.meta.url).href);

const TWO_PODS_CHECK = registrationOf('two-pods', { views: ['pods'] });

const readPods = async (thread: ClusterThread): Promise<GatheredView<'pods'>> => {
  const kubeconfig = await writeKubeconfig(await serveCluster(TWO_PODS));
  const { gathered } = await gatherLive({ access: { env: {}, kubeconfig } }, undefined, thread);
  return gathered.views.pods as GatheredView<'pods'>;
};

const judge = async (pods: GatheredView<'pods'>, thread: ClusterThread, checks = [TWO_PODS_CHECK]) => {
  const plan = planOf(checks, { gathered: { now: 0, views: { pods }, facts: {} } });
  const { results, stuck } = await runTestPlan(plan, recordEvents().events, new AbortController().signal, thread);
  return { outcomes: results.map(outcomeOf), stuck };
};

/** The pages of a view with bytes in which there are no rows. */
const spoilPages = (view: GatheredView<'pods'>): GatheredView<'pods'> => {
  if (!('pages' in view)) throw new Error('the view has no pages');
  return { pages: view.pages.map((page) => ({ ...page, bytes: new Uint8Array() })) };
};

describe('a thread that has read a cluster', () => {
  it('judges the rows that it has, and does not decode their pages', async () => {
    const outcome = await withClusterThread(createClusterThread(1), async (thread) =>
      judge(spoilPages(await readPods(thread)), thread),
    );
    expect(outcome).toEqual({ outcomes: ['ok/-'], stuck: false });
  });

  it('keeps nothing of them where others judge them', async () => {
    const outcome = await withClusterThread(createReadingThread(), async (thread) =>
      judge(spoilPages(await readPods(thread)), thread),
    );
    expect(outcome).toEqual({ outcomes: ['error/worker_lost'], stuck: false });
  });

  it('that is lost is replaced by one that decodes them', async () => {
    const checks = [registrationOf('exiting'), TWO_PODS_CHECK];
    const outcome = await withClusterThread(createClusterThread(1), async (thread) =>
      judge(await readPods(thread), thread, checks),
    );
    expect(outcome).toEqual({ outcomes: ['error/worker_lost', 'ok/-'], stuck: false });
  });

  it('leaves registrations that need more threads to others', async () => {
    const many = Array.from({ length: 1001 }, (_, n) => registrationOf('healthy', { name: `healthy-${n}` }));
    const outcome = await withClusterThread(createClusterThread(1), async (thread) => {
      const pods = await readPods(thread);
      const plan = planOf([...many, TWO_PODS_CHECK], { workers: 2, gathered: { now: 0, views: { pods }, facts: {} } });
      return runTestPlan(plan, recordEvents().events, new AbortController().signal, thread);
    });
    expect(new Set(outcome.results.map(outcomeOf))).toEqual(new Set(['ok/-']));
  });

  it('that did not end in time is ended, and another one judges', async () => {
    const kubeconfig = join(await folderForTest('fifo'), 'kubeconfig');
    execFileSync('mkfifo', [kubeconfig]);
    const outcome = await withClusterThread(createClusterThread(1), async (thread) => {
      const { gathered } = await gatherLive({ access: { env: {}, kubeconfig }, timeoutMs: 300 }, undefined, thread);
      expect(gathered.views.pods).toMatchObject({ problem: { reason: 'deadline_run' } });
      return judge({ rows: [] }, thread, [registrationOf('healthy')]);
    });
    expect(outcome).toEqual({ outcomes: ['ok/-'], stuck: false });
  });

  it('ends with the credential plugin that it waits for', async () => {
    const pidFile = join(await folderForTest('plugin'), 'pid');
    const user = execUser(`echo $$ > ${pidFile}; exec sleep 600`);
    const kubeconfig = await writeKubeconfig({ url: 'https://127.0.0.1:1' }, { user });
    const thread = createClusterThread(1);
    const reading = thread.gather({ ...ALL_PODS, access: { env: {}, kubeconfig } }, new MessageChannel().port2);
    await pollUntil(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', { what: 'the plugin' });
    await Promise.all([thread.stop(1_000), expect(reading).rejects.toThrow()]);
    expect(await isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });
});

it('a thread that the system does not give is a problem of the views', async () => {
  process.env.NODE_OPTIONS = '--no-such-flag';
  const pods = await withClusterThread(createClusterThread(1), readPods).finally(() => delete process.env.NODE_OPTIONS);
  expect(pods).toMatchObject({ problem: { status: 'error', reason: 'dependency' } });
});

it('a thread that cannot load its code is a problem of the views, also when it was lost before it was to read', async () => {
  process.env.NODE_OPTIONS = '--import=/nowhere/module.js';
  const views = await withClusterThread(createClusterThread(1), async (thread) => [
    await readPods(thread),
    await readPods(thread),
  ]).finally(() => delete process.env.NODE_OPTIONS);
  const problem = { reason: 'dependency', message: expect.stringContaining("Cannot find module '/nowhere/module.js'") };
  expect(views).toMatchObject([{ problem }, { problem }]);
});
