import { afterEach, describe, expect, it } from 'vitest';
import type { Gathered, GatheredView, ViewProblem } from '../../src/gathered.ts';
import { createClient } from '../../src/kubernetes/api/client.ts';
import { networkFailure, reasonOf } from '../../src/kubernetes/api/failure.ts';
import type { Limits } from '../../src/kubernetes/api/request.ts';
import { createCollection } from '../../src/kubernetes/gather/collect.ts';
import { readViews } from '../../src/kubernetes/gather/read.ts';
import type { Namespaces } from '../../src/kubernetes/scope.ts';
import { pack, rowsOf } from '../../src/packed.ts';
import type { ViewName } from '../../src/sources.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../support/api-server.ts';

const LIMITS: Limits = { connect: 500, firstByte: 300, idle: 300, total: 3_000 };

const servers: ApiServer[] = [];
const serve = async (options: ApiServerOptions): Promise<ApiServer> => {
  const server = await startApiServer(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const pods = (count: number, namespace = 'shop') =>
  Array.from({ length: count }, (_, n) => ({
    metadata: { name: `web-${n}`, namespace, uid: `uid-${namespace}-${n}`, creationTimestamp: '2026-11-21T10:00:00Z' },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
    status: { phase: 'Running' },
  }));

const PODS = '/api/v1/pods';
const podList = (count: number) => ({ [PODS]: { kind: 'PodList', items: pods(count) } });

interface Reading {
  readonly views: readonly ViewName[];
  readonly namespaces?: Namespaces;
  readonly signal?: AbortSignal;
  readonly authorize?: (renew: boolean) => Promise<Record<string, string>>;
}

const read = async (server: Pick<ApiServer, 'url'>, reading: Reading): Promise<Gathered['views']> => {
  const { views, namespaces = null, signal = new AbortController().signal } = reading;
  const client = createClient({
    access: {
      server: new URL(server.url),
      tls: {},
      namespace: 'default',
      cluster: null,
      authorize: reading.authorize ?? (async () => ({})),
    },
    version: '9.9.9',
    signal,
    limits: LIMITS,
  });
  const collection = createCollection(views);
  const { sink } = collection;
  const packing = {
    ...sink,
    rows: (view: ViewName, list: number, rows: readonly unknown[]) => sink.rows(view, list, pack(rows)),
  };
  await readViews(client, { views, namespaces, server: server.url }, packing);
  client.close();
  return collection.views({ status: 'error', reason: 'dependency', message: 'lost' });
};

const rowsIn = (view: GatheredView | undefined): readonly { ref: { name: string } }[] => {
  if (view === undefined || 'problem' in view) throw new Error(JSON.stringify(view));
  return [...rowsOf(view)] as never;
};
const problemOf = (view: GatheredView | undefined): ViewProblem => {
  if (view === undefined || !('problem' in view)) throw new Error('the view has rows');
  return view.problem;
};

describe('reading a cluster', () => {
  it('reads a list in pages of 500 and each object once', async () => {
    const server = await serve({ lists: podList(1234) });
    const { pods: view } = await read(server, { views: ['pods'] });
    const names = rowsIn(view).map(({ ref }) => ref.name);
    expect(names).toEqual(pods(1234).map(({ metadata }) => metadata.name));
    expect(server.seen.map(({ path, query }) => `${path} ${query.get('limit')} ${query.get('continue')}`)).toEqual([
      '/version null null',
      '/api/v1/pods 500 null',
      '/api/v1/pods 500 500',
      '/api/v1/pods 500 1000',
    ]);
  });

  it('reads pages whose token stands behind the items', async () => {
    const server = await serve({ lists: podList(1001), metadataLast: true });
    expect(rowsIn((await read(server, { views: ['pods'] })).pods)).toHaveLength(1001);
  });

  it('says who it is', async () => {
    const server = await serve({ lists: podList(1) });
    await read(server, { views: ['pods'] });
    expect(new Set(server.seen.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['kavmon/9.9.9']));
  });

  it('begins anew, once, when the token of a page expired', async () => {
    let gone = 0;
    const server = await serve({
      lists: podList(1200),
      fault: ({ query }) =>
        query.get('continue') === '1000' && gone++ === 0 ? { status: 410, message: 'Expired' } : undefined,
    });
    const names = rowsIn((await read(server, { views: ['pods'] })).pods).map(({ ref }) => ref.name);
    expect(new Set(names).size).toBe(1200);
    expect(names).toHaveLength(1200);
  });

  it('judges nothing of a list that expires again and again', async () => {
    const server = await serve({
      lists: podList(1200),
      fault: ({ query }) => (query.get('continue') === '1000' ? { status: 410, message: 'too old' } : undefined),
    });
    const { status, message } = problemOf((await read(server, { views: ['pods'] })).pods);
    expect(status).toBe('error');
    expect(message).toBe('could not list pods in the cluster: HTTP 410: too old');
  });

  it('waits as long as a busy server asks for', async () => {
    const server = await serve({
      lists: podList(1),
      fault: ({ path }, count) =>
        path === PODS && count <= 5 ? { status: 429, headers: { 'retry-after': count === 1 ? '1' : '0' } } : undefined,
    });
    const from = performance.now();
    expect(rowsIn((await read(server, { views: ['pods'] })).pods)).toHaveLength(1);
    expect(performance.now() - from).toBeGreaterThan(1000);
  });

  it.each(['cut', 'truncate', 'stall', 'html'] as const)(
    'asks again for a page that was %s in the middle',
    async (fault) => {
      let faults = 0;
      const server = await serve({
        lists: podList(700),
        fault: ({ query }) => (query.get('continue') === '500' && faults++ === 0 ? fault : undefined),
      });
      expect(rowsIn((await read(server, { views: ['pods'] })).pods)).toHaveLength(700);
    },
  );

  it.each([
    ['cut', 'connection broke'],
    ['truncate', 'broke off before its end'],
    ['stall', 'went silent in the middle of an answer within 0.3 s'],
    ['silent', 'began no answer within 0.3 s'],
    ['html', 'broke off before its end'],
    ['circle', 'has no end'],
    ['endless', 'gave no whole answer within 3 s'],
  ] as const)(
    'judges nothing of a list that is always %s',
    async (fault, words) => {
      const server = await serve({
        lists: { ...podList(700), '/api/v1/services': { kind: 'ServiceList', items: [] } },
        fault: ({ path }) => (path === PODS ? fault : undefined),
      });
      const views = await read(server, { views: ['pods', 'services'] });
      expect(problemOf(views.pods).status).toBe('error');
      expect(problemOf(views.pods).message).toContain(words);
      expect(problemOf(views.pods).message).toMatch(/^could not list pods in the cluster: /);
      expect(rowsIn(views.services)).toEqual([]);
    },
    60_000,
  );

  it('names verb, resource, namespace and rule of what is forbidden, and reads the rest', async () => {
    const server = await serve({
      lists: { '/apis/apps/v1/deployments': { kind: 'DeploymentList', items: [] } },
      fault: ({ path }) => (path.endsWith('/jobs') ? { status: 403, message: 'jobs.batch is forbidden' } : undefined),
    });
    const views = await read(server, { views: ['jobs', 'deployments'], namespaces: ['shop'] });
    expect(problemOf(views.jobs)).toEqual({
      status: 'error',
      reason: 'permission',
      message:
        'no permission to list jobs.batch in namespace shop: a Role with { apiGroups: ["batch"], resources: ["jobs"], verbs: ["list"] } allows it (HTTP 403: jobs.batch is forbidden)',
    });
    expect(rowsIn(views.deployments)).toEqual([]);
  });

  it('skips what is not installed, and what lies outside of the namespaces', async () => {
    const server = await serve({ lists: {} });
    const views = await read(server, { views: ['networkPolicies', 'nodes', 'leases'], namespaces: ['shop'] });
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

  it('takes the absence of what every cluster has for no health', async () => {
    const server = await serve({ lists: {} });
    const views = await read(server, { views: ['deployments', 'jobs', 'endpointSlices'], namespaces: null });
    for (const view of [views.deployments, views.jobs, views.endpointSlices]) {
      expect(problemOf(view)).toMatchObject({
        status: 'error',
        message: expect.stringMatching(/^could not list .+404/),
      });
    }
  });

  it('reads only the namespaces that were asked for', async () => {
    const server = await serve({
      lists: { [PODS]: { kind: 'PodList', items: [...pods(2, 'shop'), ...pods(3, 'bank'), ...pods(4, 'other')] } },
    });
    const { pods: view } = await read(server, { views: ['pods'], namespaces: ['shop', 'bank'] });
    expect(rowsIn(view)).toHaveLength(5);
    expect(server.seen.map(({ path }) => path)).not.toContain(PODS);
  });

  it('takes an empty list of a namespace that does not exist for no health', async () => {
    const server = await serve({
      lists: podList(1),
      fault: ({ path }) => (path === '/api/v1/namespaces/shopp' ? { status: 404, message: 'not found' } : undefined),
    });
    const { pods: view } = await read(server, { views: ['pods'], namespaces: ['shopp'] });
    expect(problemOf(view).message).toBe('there is no namespace shopp in the cluster');
  });

  it('asks by a list when the namespace may not be got, and judges nothing of what may not exist', async () => {
    const namespaces = (items: readonly object[]) => ({ '/api/v1/namespaces': { kind: 'NamespaceList', items } });
    const forbidden = (path: string) => /namespaces\/[^/]+$/.test(path);
    const listing = await serve({
      lists: { ...podList(1), ...namespaces([]) },
      fault: ({ path }) => (forbidden(path) ? { status: 403 } : undefined),
    });
    const absent = await read(listing, { views: ['pods'], namespaces: ['shopp'] });
    expect(problemOf(absent.pods).message).toBe('there is no namespace shopp in the cluster');
    const blind = await serve({
      lists: podList(1),
      fault: ({ path }) => (forbidden(path) || path.endsWith('/namespaces') ? { status: 403 } : undefined),
    });
    const unknown = await read(blind, { views: ['pods'], namespaces: ['shopp'] });
    expect(problemOf(unknown.pods)).toMatchObject({
      reason: 'permission',
      message: expect.stringContaining('whether it exists'),
    });
    expect(rowsIn((await read(blind, { views: ['pods'], namespaces: ['shop'] })).pods)).toHaveLength(1);
  });

  it('says once, for all views, that the API server is not there', async () => {
    const server = await startApiServer({});
    await server.stop();
    const views = await read(server, { views: ['pods', 'nodes', 'apiServers'] });
    const messages = Object.values(views).map((view) => problemOf(view));
    expect(new Set(messages.map(({ message }) => message)).size).toBe(1);
    expect(messages[0]).toMatchObject({ status: 'error', reason: 'connect_refused' });
    expect(messages[0]?.message).toMatch(/^the API server http:\S+ does not answer: it refused the connection/);
  });

  it.each([
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND api.example', 'dns', 'its name has no address (ENOTFOUND)'],
    [
      'EPROTO',
      'write EPROTO C0:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../ssl/record.c:77:\n',
      'tls_handshake',
      'the TLS handshake failed: wrong version number (EPROTO)',
    ],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'tls_expired', /^its certificate cannot be trusted: .* expired/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'not in the names', 'tls_name', /names/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate', 'tls_untrusted', /self-signed/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'no issuer', 'tls_untrusted', /issuer/],
    ['ECONNRESET', 'read ECONNRESET', 'unreachable', 'the connection broke: read ECONNRESET'],
  ])('tells %s by its reason', (code, message, reason, words) => {
    const failure = networkFailure(Object.assign(new Error(message), { code }));
    expect(reasonOf(failure)).toBe(reason);
    expect(failure.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });

  it('reads the token anew when it was refused, once', async () => {
    const asked: boolean[] = [];
    const server = await serve({
      lists: podList(1),
      fault: ({ headers }) =>
        headers.authorization === 'Bearer new' ? undefined : { status: 401, message: 'Unauthorized' },
    });
    const authorize = async (renew: boolean) => {
      asked.push(renew);
      return { authorization: asked.includes(true) ? 'Bearer new' : 'Bearer old' };
    };
    expect(rowsIn((await read(server, { views: ['pods'], authorize })).pods)).toHaveLength(1);
    const refused = await read(server, { views: ['pods'], authorize: async () => ({ authorization: 'Bearer bad' }) });
    expect(problemOf(refused.pods)).toMatchObject({
      reason: 'permission',
      message: expect.stringContaining('HTTP 401'),
    });
  });

  it('ends at once when it has to', async () => {
    const server = await serve({ lists: podList(1), fault: ({ path }) => (path === PODS ? 'silent' : undefined) });
    const abort = new AbortController();
    const from = performance.now();
    setTimeout(() => abort.abort(), 100);
    const { pods: view } = await read(server, { views: ['pods'], signal: abort.signal });
    expect(problemOf(view).reason).toBe('deadline_run');
    expect(performance.now() - from).toBeLessThan(1000);
  });

  it('has at most six requests in flight and leaves no connection behind', async () => {
    const server = await serve({ lists: {} });
    const views = ['pods', 'services', 'nodes', 'namespaces', 'jobs', 'cronJobs', 'deployments', 'ingresses'] as const;
    await read(server, { views });
    expect(server.connections()).toBeLessThanOrEqual(6);
  });
});
