import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectCluster } from '../../../src/commands/inspect/inspect-cluster.ts';
import { openInspection } from '../../../src/commands/inspect/open-inspection.ts';
import type { Result } from '../../../src/model/result.ts';
import { runForReport } from '../../e2e/run-for-report.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { captureRun } from '../capture-run.ts';

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const crashingPod = (name: string, labels: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name, creationTimestamp: minutesAgo(60), labels },
  spec: { nodeName: 'node-a', containers: [{ name: 'web', image: 'registry.example/web:1' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: minutesAgo(60) }],
    containerStatuses: [
      {
        ...{ name: 'web', image: 'registry.example/web:1', ready: false, restartCount: 20 },
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
        lastState: { terminated: { exitCode: 1, startedAt: minutesAgo(3), finishedAt: minutesAgo(2) } },
      },
    ],
  },
});

const OTHERS = 1_200;

let folder: TemporaryFolder;
let snapshot: string;

beforeAll(async () => {
  folder = await makeTemporaryFolder('judge-cluster');
  snapshot = join(folder.path, 'cluster.json');
  const others = Array.from({ length: OTHERS }, (_, index) => crashingPod(`web-${index}`));
  const items = [...others, crashingPod('zz-pay', { app: 'pay', 'app.kubernetes.io/instance': 'pay' })];
  await writeFile(snapshot, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
});
afterAll(() => folder.remove());

const podsOf = (result: Result) => result.findings.map(({ object }) => object?.name);

describe('among more findings than a report holds', () => {
  it('that of a pod chosen by a selector is found, though it is the last', async () => {
    const flags = ['--snapshot', snapshot, '-n', 'crash-loops', '--no-metrics', '--selector', 'app=pay'];
    const { result, report } = await runForReport(flags);
    const crashes = result('crash-loops');
    expect(crashes).toMatchObject({ status: 'failed', message: expect.not.stringContaining('more)') });
    expect(crashes).not.toHaveProperty('findingsLeftOut');
    expect(report.warnings.filter((warning) => warning.includes('more findings'))).toEqual([]);
    expect(podsOf(crashes)).toEqual(['zz-pay']);
  });

  it('that of a pod that a service claims goes to the service', async () => {
    const config = join(folder.path, 'services.yaml');
    await writeFile(
      config,
      JSON.stringify({ cluster: 'test', services: { pay: { workloads: { selector: 'app=pay' } } } }),
    );
    const { report } = await runForReport(['--snapshot', snapshot, '-c', config, '-n', 'crash-loops', '--no-metrics']);
    const claimed = report.results.filter(({ service }) => service === 'pay');
    expect(claimed.map(podsOf)).toEqual([['zz-pay']]);
    expect(report.results.find(({ service }) => service === 'cluster')?.message).toContain(`(and ${OTHERS - 1} more)`);
  });

  it('every one is there for `status`, `triage` and `drill`, which ask for one object', async () => {
    const flags = { config: [], checks: [], namespace: [], allNamespaces: false, selector: [], release: [] };
    const crashing: unknown[] = [];
    await captureRun(async (io) => {
      const run = await openInspection({ ...flags, snapshot, podLogs: false }, io);
      const { results } = await inspectCluster(run, []);
      run.clock.stop();
      crashing.push(...results.filter(({ name }) => name === 'crash-loops').flatMap(podsOf));
      return 0;
    });
    expect(crashing).toHaveLength(OTHERS + 1);
    expect(crashing).toContain('zz-pay');
  });
});
