import { describe, expect, it } from 'vitest';
import { serveCluster } from '../live-cluster.ts';
import { HASTY_LIMITS, PODS_PATH, podLists, podObjects, problemOf, readServer, rowsIn } from '../read-cluster.ts';

describe('readViews', () => {
  it('reads a list in pages of 500 and each object once', async () => {
    const server = await serveCluster({ lists: podLists(1234) });
    const { pods: view } = await readServer(server, { views: ['pods'] });
    const names = rowsIn(view).map(({ ref }) => ref.name);
    expect(names).toEqual(podObjects(1234).map(({ metadata }) => metadata.name));
    expect(server.seen.map(({ path, query }) => `${path} ${query.get('limit')} ${query.get('continue')}`)).toEqual([
      '/version null null',
      '/api/v1/pods 500 null',
      '/api/v1/pods 500 500',
      '/api/v1/pods 500 1000',
    ]);
  });

  it('reads pages whose token follows the items', async () => {
    const server = await serveCluster({ lists: podLists(1001), metadataLast: true });
    expect(rowsIn((await readServer(server, { views: ['pods'] })).pods)).toHaveLength(1001);
  });

  it('sends its user agent', async () => {
    const server = await serveCluster({ lists: podLists(1) });
    await readServer(server, { views: ['pods'] });
    expect(new Set(server.seen.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['kavmon/9.9.9']));
  });

  it('reads a list again from its start, once, when the token of a page expired', async () => {
    let gone = 0;
    const server = await serveCluster({
      lists: podLists(1200),
      fault: ({ query }) =>
        query.get('continue') === '1000' && gone++ === 0 ? { status: 410, message: 'Expired' } : undefined,
    });
    const names = rowsIn((await readServer(server, { views: ['pods'] })).pods).map(({ ref }) => ref.name);
    expect(new Set(names).size).toBe(1200);
    expect(names).toHaveLength(1200);
  });

  it('waits as long as `Retry-After` asks for', async () => {
    const server = await serveCluster({
      lists: podLists(1),
      fault: ({ path }, count) =>
        path === PODS_PATH && count <= 5
          ? { status: 429, headers: { 'retry-after': count === 1 ? '1' : '0' } }
          : undefined,
    });
    const from = performance.now();
    expect(rowsIn((await readServer(server, { views: ['pods'] })).pods)).toHaveLength(1);
    expect(performance.now() - from).toBeGreaterThan(1000);
  });

  it.each(['cut', 'truncate', 'stall', 'html'] as const)(
    'requests a page again that was %s in the middle',
    async (fault) => {
      let faults = 0;
      const server = await serveCluster({
        lists: podLists(700),
        fault: ({ query }) => (query.get('continue') === '500' && faults++ === 0 ? fault : undefined),
      });
      expect(rowsIn((await readServer(server, { views: ['pods'], limits: HASTY_LIMITS })).pods)).toHaveLength(700);
    },
  );

  it('reads only the given namespaces', async () => {
    const server = await serveCluster({
      lists: {
        [PODS_PATH]: {
          kind: 'PodList',
          items: [...podObjects(2, 'shop'), ...podObjects(3, 'bank'), ...podObjects(4, 'other')],
        },
      },
    });
    const { pods: view } = await readServer(server, { views: ['pods'], namespaces: ['shop', 'bank'] });
    expect(rowsIn(view)).toHaveLength(5);
    expect(server.seen.map(({ path }) => path)).not.toContain(PODS_PATH);
  });

  it('renews refused credentials once', async () => {
    const asked: boolean[] = [];
    const server = await serveCluster({
      lists: podLists(1),
      fault: ({ headers }) =>
        headers.authorization === 'Bearer new' ? undefined : { status: 401, message: 'Unauthorized' },
    });
    const authorize = async (renew: boolean) => {
      asked.push(renew);
      return { authorization: asked.includes(true) ? 'Bearer new' : 'Bearer old' };
    };
    expect(rowsIn((await readServer(server, { views: ['pods'], authorize })).pods)).toHaveLength(1);
    const refused = await readServer(server, {
      views: ['pods'],
      authorize: async () => ({ authorization: 'Bearer bad' }),
    });
    expect(problemOf(refused.pods)).toMatchObject({
      reason: 'permission',
      message: expect.stringContaining('HTTP 401'),
    });
  });

  it('ends with the signal', async () => {
    const abort = new AbortController();
    let from = 0;
    const server = await serveCluster({
      lists: podLists(1),
      fault: ({ path }) => {
        if (path !== PODS_PATH) return undefined;
        from = performance.now();
        abort.abort();
        return 'silent';
      },
    });
    const { pods: view } = await readServer(server, { views: ['pods'], signal: abort.signal });
    expect(problemOf(view).reason).toBe('deadline_run');
    expect(performance.now() - from).toBeLessThan(1000);
  });

  it('has at most six requests in flight and leaves no connection behind', async () => {
    const server = await serveCluster({ lists: {} });
    const views = ['pods', 'services', 'nodes', 'namespaces', 'jobs', 'cronJobs', 'deployments', 'ingresses'] as const;
    await readServer(server, { views });
    expect(server.connections()).toBeLessThanOrEqual(6);
  });
});
