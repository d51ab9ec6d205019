import { describe, expect, it } from 'vitest';
import { openInspection } from '../../../src/commands/inspect/open-inspection.ts';
import { parseStatusTarget } from '../../../src/commands/status/select-workloads.ts';
import { watchStatus } from '../../../src/commands/status/watch-status.ts';
import { serveCluster, writeKubeconfig } from '../../kubernetes/live-cluster.ts';
import type { ApiFault, ApiServerOptions } from '../../support/api-server.ts';
import { captureRun } from '../capture-run.ts';

const LABELS = { app: 'web', 'pod-template-hash': '7c8d9f' };
const META = { namespace: 'shop', creationTimestamp: new Date(Date.now() - 60_000).toISOString() };
const deployment = (ready: number) => ({
  metadata: { ...META, name: 'web', uid: 'uid-web' },
  spec: { replicas: 1, template: { spec: { containers: [] } } },
  status: { replicas: 1, updatedReplicas: 1, readyReplicas: ready, availableReplicas: ready },
});
const pod = (reason?: string) => ({
  metadata: {
    ...{ ...META, name: 'web-7c8d9f-abcde', uid: 'uid-pod', labels: LABELS },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-7c8d9f', uid: 'uid-set', controller: true },
    ],
  },
  spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'web:1' }] },
  status: {
    phase: reason === undefined ? 'Running' : 'Pending',
    startTime: META.creationTimestamp,
    conditions: [{ type: 'Ready', status: reason === undefined ? 'True' : 'False' }],
    containerStatuses: [
      {
        ...{ name: 'web', image: 'web:1', imageID: '', restartCount: 0, ready: reason === undefined },
        state: reason === undefined ? { running: { startedAt: META.creationTimestamp } } : { waiting: { reason } },
      },
    ],
  },
});

/** Lists of a cluster whose pod waits for this reason; undefined: it is ready. */
const listsOf = (reason?: string): NonNullable<ApiServerOptions['lists']> => ({
  '/api/v1/pods': { kind: 'PodList', items: [pod(reason)] },
  '/apis/apps/v1/deployments': { kind: 'DeploymentList', items: [deployment(reason === undefined ? 1 : 0)] },
  '/apis/apps/v1/replicasets': { kind: 'ReplicaSetList', items: [] },
});

interface WatchedCluster {
  /** What the pod waits for at first, and from the third look on. */
  readonly first?: string;
  readonly later?: string;
  readonly fault?: (path: string, count: number) => ApiFault | undefined;
  readonly limitMs?: number;
}

const watch = async ({ first, later, fault, limitMs = 20_000 }: WatchedCluster) => {
  const lists: Record<string, NonNullable<ApiServerOptions['lists']>[string]> = { ...listsOf(first) };
  const server = await serveCluster({
    lists,
    fault: ({ path }, count) => {
      if (path.endsWith('/pods') && count === 3) Object.assign(lists, listsOf(later));
      return fault?.(path, count);
    },
  });
  const kubeconfig = await writeKubeconfig(server, { namespace: 'shop' });
  const lines: string[] = [];
  const ends: Awaited<ReturnType<typeof watchStatus>>[] = [];
  await captureRun(async (io) => {
    const flags = { config: [], checks: [], namespace: [], allNamespaces: false, selector: [], release: [] };
    const run = await openInspection({ ...flags, kubeconfig, podLogs: true }, io);
    const writeLine = (line: string) => lines.push(line);
    const options = { limitMs, pauseMs: 10, writeLine, isRead: () => true };
    ends.push(await watchStatus(parseStatusTarget('deploy/web'), run, options).finally(() => run.clock.stop()));
    return 0;
  });
  const [end] = ends;
  if (end === undefined) throw new Error('the watch did not end');
  return { ...end, lines, seen: server.seen.map(({ path }) => path) };
};

describe('a watch of a live cluster', () => {
  it('follows until all is at rest, and reads only what tells of its target', async () => {
    const { settled, last, lines, seen } = await watch({ first: 'ContainerCreating' });
    expect(settled).toBe(true);
    expect(last.workloads.map(({ state }) => state)).toEqual(['running']);
    expect(lines[0]).toMatch(/Deployment shop\/web: launching, 0 of 1 responsive/);
    expect(lines[1]).toMatch(/Deployment shop\/web: running, 1 of 1 responsive/);
    expect(lines[2]).toMatch(/Pod web-7c8d9f-abcde: Responsive/);
    expect(lines).toHaveLength(3);
    const read = new Set(
      seen.filter((path) => /\/namespaces\/[^/]+\//.test(path)).map((path) => path.split('/').at(-1)),
    );
    expect([...read].toSorted()).toEqual(['deployments', 'pods', 'replicasets']);
  });

  it('ends where waiting is in vain, once two looks agree', async () => {
    const { settled, lines } = await watch({ first: 'InvalidImageName', later: 'InvalidImageName' });
    expect(settled).toBe(false);
    expect(lines.at(-1)).toBe('it cannot heal by itself: nothing more to wait for');
  });

  it('ends at once where it may not read', async () => {
    const { settled, last, lines } = await watch({ fault: () => ({ status: 403, message: 'pods is forbidden' }) });
    expect(settled).toBe(false);
    expect(last).toMatchObject({ workloads: [], isBarred: true });
    expect(lines.join('\n')).toContain('could not read');
  });

  it('goes on when the API server fails for a while, and never takes that for rest', async () => {
    const fault = (path: string, count: number): ApiFault | undefined =>
      path.endsWith('/pods') && count === 2 ? 'cut' : undefined;
    const { settled, last } = await watch({ fault });
    expect(settled).toBe(true);
    expect(last.unread).toEqual([]);
  });

  it('ends at its limit when the API server does not answer any more', async () => {
    const began = performance.now();
    const fault = (_: string, count: number): ApiFault | undefined => (count > 1 ? 'silent' : undefined);
    const { settled, last } = await watch({ first: 'ContainerCreating', fault, limitMs: 1500 });
    expect(performance.now() - began).toBeLessThan(4000);
    expect(settled).toBe(false);
    // The last look either was cut off, so that the one before counts, or could not read in time.
    expect(last.workloads.length + last.unread.length).toBeGreaterThan(0);
    expect(last.workloads.filter(({ state }) => state !== 'launching')).toEqual([]);
  });
});
