import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runForReport } from '../../../e2e/run-for-report.ts';
import { serveCluster, writeKubeconfig } from '../../../kubernetes/live-cluster.ts';
import { pollUntil } from '../../../support/poll-until.ts';
import { startKavmon } from '../../../support/run-process.ts';

const SELECTED = ['-n', 'crash-loops', '--all-namespaces', '--no-metrics'];

interface PodState {
  readonly ready: boolean;
  readonly waiting?: { readonly reason: string; readonly message: string };
}

const CREATED = new Date(Date.now() - 20_000).toISOString();
const LABELS = { app: 'web', 'pod-template-hash': 'abc' };

const metadataOf = (name: string, more: object = {}) => ({
  name,
  namespace: 'shop',
  uid: name,
  creationTimestamp: CREATED,
  labels: LABELS,
  ...more,
});
const ownedBy = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: name, controller: true }],
});

const TEMPLATE = { metadata: { labels: LABELS }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };

/** A Deployment of one replica, a rollout of twenty seconds ago. */
const listsOf = ({ ready, waiting }: PodState) => {
  const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: Number(ready), availableReplicas: Number(ready) };
  const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: TEMPLATE };
  const status = String(ready).replace(/^./, (first) => first.toUpperCase());
  return {
    '/apis/apps/v1/deployments': {
      kind: 'DeploymentList',
      items: [{ metadata: metadataOf('web', { generation: 1 }), spec, status: { observedGeneration: 1, ...counts } }],
    },
    '/apis/apps/v1/replicasets': {
      kind: 'ReplicaSetList',
      items: [
        {
          metadata: metadataOf('web-abc', { ...ownedBy('Deployment', 'web'), generation: 1 }),
          spec,
          status: { observedGeneration: 1, ...counts },
        },
      ],
    },
    '/api/v1/pods': {
      kind: 'PodList',
      items: [
        {
          metadata: metadataOf('web-abc-1', ownedBy('ReplicaSet', 'web-abc')),
          spec: { nodeName: 'n-1', containers: TEMPLATE.spec.containers },
          status: {
            phase: ready ? 'Running' : 'Pending',
            conditions: [{ type: 'Ready', status, lastTransitionTime: CREATED }],
            containerStatuses: [
              {
                name: 'web',
                image: 'web:1',
                ready,
                restartCount: 0,
                state: ready
                  ? { running: { startedAt: CREATED } }
                  : { waiting: waiting ?? { reason: 'ContainerCreating' } },
              },
            ],
          },
        },
      ],
    },
    ...Object.fromEntries(
      [
        ['/apis/apps/v1/statefulsets', 'StatefulSetList'],
        ['/apis/apps/v1/daemonsets', 'DaemonSetList'],
        ['/api/v1/replicationcontrollers', 'ReplicationControllerList'],
        ['/apis/batch/v1/jobs', 'JobList'],
        ['/apis/batch/v1/cronjobs', 'CronJobList'],
      ].map(([path, kind]) => [path, { kind: kind as string, items: [] }]),
    ),
  };
};

/** Runs with `--wait` on a cluster that is in the first state until its pods were listed that often, then in the second. */
const waitOn = async (args: readonly string[], first: PodState, then: PodState = first, afterLists = 2) => {
  let lists = listsOf(first);
  const options = {
    get lists() {
      return lists;
    },
    fault: ({ path }: { readonly path: string }, count: number) => {
      if (path === '/api/v1/pods' && count > afterLists) lists = listsOf(then);
      return undefined;
    },
  };
  const server = await serveCluster(options);
  const kubeconfig = await writeKubeconfig(server);
  return runForReport([...SELECTED, '--kubeconfig', kubeconfig, ...args]);
};

describe('--wait', () => {
  it('ends with exit code 0 when the rollout is done, and tells what it waited for', async () => {
    const { code, stderr, outcomes } = await waitOn(['--wait', '60s'], { ready: false }, { ready: true });
    expect(code).toBe(0);
    expect(outcomes).toEqual({ 'crash-loops': 'ok/-', 'workloads-settled': 'ok/-' });
    const told = stderr.split('\n').filter((line) => line.includes('waiting_for'));
    expect(told.map((line) => JSON.parse(line)['@message'])).toEqual(['Waiting for health', 'No longer waited for']);
    expect(JSON.parse(told[0] ?? '')['@fields'].waiting_for).toMatch(/^Deployment shop\/web 0\/1: launching: /);
  });

  it('is not green while a rollout is under way, which a run without it is', async () => {
    const { code, report } = await waitOn(['--wait', '2s'], { ready: false });
    expect(code).toBe(1);
    expect(report.problems).toMatchObject([{ reason: 'not_settled', object: { kind: 'Deployment', name: 'web' } }]);
    expect(report.warnings.at(-1)).toMatch(/^it was waited \d+(\.\d+)?s for health$/);
    expect((await waitOn([], { ready: false })).code).toBe(0);
  });

  it('ends early where an image does not exist, and with --wait-for-all does not', async () => {
    const message = 'failed to pull image "web:1": manifest for web:1 not found: manifest unknown';
    const state = { ready: false, waiting: { reason: 'ImagePullBackOff', message } };
    const early = await waitOn(['--wait', '60s'], state);
    expect(early.code).toBe(1);
    expect(early.durationMs).toBeLessThan(30_000);
    expect(early.report.warnings.join()).toMatch(/Deployment shop\/web does not mend itself/);
    const late = await waitOn(['--wait', '3s', '--wait-for-all'], state);
    expect([late.code, late.report.warnings.join()]).toEqual([1, expect.stringContaining('it was waited')]);
  });

  it('leaves room for a last look within --run-timeout', async () => {
    const { report, durationMs } = await waitOn(['--wait', '60s', '--run-timeout', '20s'], { ready: false });
    expect(report.results.map(({ reason }) => reason)).toEqual([null, 'not_settled']);
    expect(report.warnings.at(-1)).toMatch(/^it was waited|while it waited for health/);
    expect(durationMs).toBeLessThan(21_000);
  });

  it('does not wait for what the earlier report has, and tells that it persists', async () => {
    const message = 'failed to pull image "web:1": manifest for web:1 not found: manifest unknown';
    const state = { ready: false, waiting: { reason: 'ImagePullBackOff', message } };
    const before = await waitOn(['--wait', '1s'], state);
    const file = join(await mkdtemp(join(tmpdir(), 'kavmon-since-')), 'before.json');
    await writeFile(file, before.stdout);
    const since = ['--wait', '60s', '--since', file, '--fail-on', 'new'];
    const same = await waitOn(since, state);
    expect([same.code, same.report.problems.map(({ change }) => change)]).toEqual([0, ['persisting']]);
    expect(same.durationMs).toBeLessThan(30_000);
    expect(same.report.warnings.join()).not.toContain('waited');
    expect(same.stderr).toContain('1 problem from before');
    const other = await waitOn(since, { ready: false }, { ready: true });
    expect([other.code, other.outcomes['workloads-settled']]).toEqual([0, 'ok/-']);
  }, 90_000);

  it('reports what it saw last when it is interrupted, and exits with 143', async () => {
    const server = await serveCluster({ lists: listsOf({ ready: false }) });
    const args = [...SELECTED, '--kubeconfig', await writeKubeconfig(server), '--wait', '60s'];
    const run = await startKavmon([...args, '-o', 'json']);
    await pollUntil(() => run.stderr().includes('waiting_for'), { what: 'the wait to begin', ms: 20_000 });
    await run.kill('SIGTERM');
    const { code, stdout, stderr, leftovers } = await run.ended;
    expect([code, leftovers]).toEqual([143, []]);
    const report = JSON.parse(stdout);
    expect(report.problems).toMatchObject([{ reason: 'not_settled', object: { name: 'web' } }]);
    expect(report.warnings.at(-1)).toMatch(/^the run was interrupted while it waited for health/);
    expect(stderr).toContain('Health check execution finished');
  });
});
