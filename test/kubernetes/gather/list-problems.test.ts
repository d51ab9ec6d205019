import { describe, expect, it } from 'vitest';
import { startApiServer } from '../../support/api-server.ts';
import { serveCluster } from '../live-cluster.ts';
import { HASTY_LIMITS, PODS_PATH, podLists, problemOf, readServer, rowsIn } from '../read-cluster.ts';

describe('readViews, of what cannot be read,', () => {
  it('reports a list whose token expires again and again', async () => {
    const server = await serveCluster({
      lists: podLists(1200),
      fault: ({ query }) => (query.get('continue') === '1000' ? { status: 410, message: 'too old' } : undefined),
    });
    const { status, message } = problemOf((await readServer(server, { views: ['pods'] })).pods);
    expect(status).toBe('error');
    expect(message).toBe('could not list pods in the cluster: HTTP 410: too old');
  });

  it.each([
    ['cut', 'connection broke'],
    ['truncate', 'broke off before its end'],
    ['stall', 'went silent in the middle of an answer within 0.3 s'],
    ['silent', 'began no answer within 0.3 s'],
    ['html', 'broke off before its end'],
    ['circle', 'has no end'],
    ['endless', 'gave no whole answer within 3 s'],
  ] as const)(
    'reports a list that is always %s',
    async (fault, words) => {
      // A circle is followed for thousands of pages: they need not be full.
      const pods = podLists(fault === 'circle' ? 3 : 700);
      const server = await serveCluster({
        lists: { ...pods, '/api/v1/services': { kind: 'ServiceList', items: [] } },
        fault: ({ path }) => (path === PODS_PATH ? fault : undefined),
      });
      const views = await readServer(server, { views: ['pods', 'services'], limits: HASTY_LIMITS });
      expect(problemOf(views.pods).status).toBe('error');
      expect(problemOf(views.pods).message).toContain(words);
      expect(problemOf(views.pods).message).toMatch(/^could not list pods in the cluster: /);
      expect(rowsIn(views.services)).toEqual([]);
    },
    60_000,
  );

  it('names verb, resource, namespace and rule of a denied list, and reads the others', async () => {
    const server = await serveCluster({
      lists: { '/apis/apps/v1/deployments': { kind: 'DeploymentList', items: [] } },
      fault: ({ path }) => (path.endsWith('/jobs') ? { status: 403, message: 'jobs.batch is forbidden' } : undefined),
    });
    const views = await readServer(server, { views: ['jobs', 'deployments'], namespaces: ['shop'] });
    expect(problemOf(views.jobs)).toEqual({
      status: 'error',
      reason: 'permission',
      message:
        'no permission to list jobs.batch in namespace shop: a Role with { apiGroups: ["batch"], resources: ["jobs"], verbs: ["list"] } allows it (HTTP 403: jobs.batch is forbidden)',
    });
    expect(rowsIn(views.deployments)).toEqual([]);
  });

  it('skips API groups that are not installed, and resources outside of the namespaces', async () => {
    const server = await serveCluster({ lists: {} });
    const views = await readServer(server, { views: ['networkPolicies', 'nodes', 'leases'], namespaces: ['shop'] });
    expect(problemOf(views.networkPolicies)).toMatchObject({
      status: 'skipped',
      message: 'not installed: the cluster has no networking.k8s.io/v1',
    });
    expect(problemOf(views.nodes)).toMatchObject({
      status: 'skipped',
      message: expect.stringMatching(/^needs cluster scope/),
    });
    expect(problemOf(views.leases)).toMatchObject({ status: 'skipped' });
  });

  it('reports the absence of an API group that every cluster has', async () => {
    const server = await serveCluster({ lists: {} });
    const views = await readServer(server, { views: ['deployments', 'jobs', 'endpointSlices'], namespaces: null });
    for (const view of [views.deployments, views.jobs, views.endpointSlices]) {
      expect(problemOf(view)).toMatchObject({
        status: 'error',
        message: expect.stringMatching(/^could not list .+404/),
      });
    }
  });

  it('reports a namespace that does not exist, though its lists are empty', async () => {
    const server = await serveCluster({
      lists: podLists(1),
      fault: ({ path }) => (path === '/api/v1/namespaces/shopp' ? { status: 404, message: 'not found' } : undefined),
    });
    const { pods: view } = await readServer(server, { views: ['pods'], namespaces: ['shopp'] });
    expect(problemOf(view).message).toBe('there is no namespace shopp in the cluster');
  });

  it('lists the namespace where it may not get it, and reports one that may not exist', async () => {
    const namespaces = (items: readonly object[]) => ({ '/api/v1/namespaces': { kind: 'NamespaceList', items } });
    const forbidden = (path: string) => /namespaces\/[^/]+$/.test(path);
    const listing = await serveCluster({
      lists: { ...podLists(1), ...namespaces([]) },
      fault: ({ path }) => (forbidden(path) ? { status: 403 } : undefined),
    });
    const absent = await readServer(listing, { views: ['pods'], namespaces: ['shopp'] });
    expect(problemOf(absent.pods).message).toBe('there is no namespace shopp in the cluster');
    const blind = await serveCluster({
      lists: podLists(1),
      fault: ({ path }) => (forbidden(path) || path.endsWith('/namespaces') ? { status: 403 } : undefined),
    });
    const unknown = await readServer(blind, { views: ['pods'], namespaces: ['shopp'] });
    expect(problemOf(unknown.pods)).toMatchObject({
      reason: 'permission',
      message: expect.stringContaining('whether it exists'),
    });
    expect(rowsIn((await readServer(blind, { views: ['pods'], namespaces: ['shop'] })).pods)).toHaveLength(1);
  });

  it('reports a namespace in which no list is allowed, not an empty one', async () => {
    const server = await serveCluster({
      lists: {},
      fault: ({ path }) => (path === '/version' ? undefined : { status: 403 }),
    });
    const one = await readServer(server, { views: ['pods'], namespaces: ['shop'] });
    expect(problemOf(one.pods)).toMatchObject({
      reason: 'permission',
      message: expect.stringMatching(
        /^no permission to list pods in namespace shop: a Role with [^;]+; nor to see whether namespace shop still exists$/,
      ),
    });
    const many = await readServer(server, {
      views: ['pods', 'jobs', 'nodes', 'services'],
      namespaces: ['shop', 'web'],
    });
    expect(problemOf(many.pods).message).toMatch(
      /^no permission to list pods in .+; nor to list jobs.batch, services; nor to see whether/,
    );
    expect([problemOf(many.jobs), problemOf(many.services)]).toEqual([problemOf(many.pods), problemOf(many.pods)]);
    expect(problemOf(many.nodes).status).toBe('skipped');
  });

  it('reports a namespace whose Roles are gone as perhaps gone, with all views that need it', async () => {
    const lists = { ...podLists(1), '/api/v1/services': { kind: 'ServiceList', items: [] } };
    const server = await serveCluster({
      lists,
      fault: ({ path }) => (path.includes('/gone') ? { status: 403 } : undefined),
    });
    const views = await readServer(server, { views: ['pods', 'services'], namespaces: ['shop', 'gone'] });
    expect(problemOf(views.services)).toEqual(problemOf(views.pods));
    expect(problemOf(views.pods).message).toMatch(
      /^no permission to list pods in namespace gone: .+; nor to list services; nor to see/,
    );
  });

  it('reports an API server that does not answer, with the same message for all views', async () => {
    const server = await startApiServer({});
    await server.stop();
    const views = await readServer(server, { views: ['pods', 'nodes', 'apiServers'] });
    const messages = Object.values(views).map((view) => problemOf(view));
    expect(new Set(messages.map(({ message }) => message)).size).toBe(1);
    expect(messages[0]).toMatchObject({ status: 'error', reason: 'connect_refused' });
    expect(messages[0]?.message).toMatch(/^the API server http:\S+ does not answer: it refused the connection/);
  });
});
