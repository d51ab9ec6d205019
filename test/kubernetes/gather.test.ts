import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { GatheredView } from '../../src/gathered.ts';
import { type GatherRequest, gather } from '../../src/kubernetes/gather/gather.ts';
import { rowsOf } from '../../src/packed.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../support/api-server.ts';
import { authority, issue } from '../support/certificates.ts';
import { until } from '../support/until.ts';
import { crashing, meta, owner, TEN } from './objects.ts';

let folder: string;
const servers: ApiServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kavmon-gather-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await rm(folder, { recursive: true });
});

const serve = async (options: ApiServerOptions): Promise<ApiServer> => {
  const server = await startApiServer(options);
  servers.push(server);
  return server;
};

const write = async (name: string, content: string | object): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const exec = (script: string) => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'sh',
    args: ['-c', script],
    interactiveMode: 'Never',
  },
});

interface Configured {
  readonly cluster?: object;
  readonly user?: object;
  readonly namespace?: string;
}

/** JSON is YAML. */
const kubeconfig = ({ url }: Pick<ApiServer, 'url'>, { cluster, user, namespace }: Configured = {}) =>
  write('kubeconfig', {
    'current-context': 'test',
    contexts: [
      { name: 'test', context: { cluster: 'c', user: 'u', namespace } },
      { name: 'lost', context: { cluster: 'nowhere', user: 'u' } },
    ],
    clusters: [{ name: 'c', cluster: { server: url, ...cluster } }],
    users: [{ name: 'u', user: user ?? { token: 'secret-token' } }],
  });

const read = (request: Partial<GatherRequest>, signal = new AbortController().signal) =>
  gather(
    { access: { env: {} }, views: ['pods'], namespaces: null, version: '1', timeoutMs: 20_000, place: {}, ...request },
    signal,
  );

const PODS: ApiServerOptions = {
  lists: { '/api/v1/pods': { kind: 'PodList', items: [crashing('a'), crashing('b', 'bank')] } },
};

const namesOf = ({ gathered }: Awaited<ReturnType<typeof gather>>, view: 'pods' | 'jobs' | 'cronJobs' = 'pods') => {
  const found = gathered.views[view];
  if (found === undefined || 'problem' in found) throw new Error(JSON.stringify(found));
  return [...rowsOf(found)].map((row) => (row as { ref: { name: string } }).ref.name);
};

describe('gather', () => {
  it('reads by a kubeconfig with a token, in its context’s namespace', async () => {
    const server = await serve(PODS);
    const path = await kubeconfig(server, { namespace: 'bank' });
    const live = await read({ access: { env: {}, kubeconfig: path }, namespaces: undefined });
    expect(namesOf(live)).toEqual(['b']);
    expect(live.opened).toEqual({ server: server.url, cluster: 'test', namespaces: ['bank'] });
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer secret-token');
    expect(Math.abs(live.gathered.now - Date.now())).toBeLessThan(5_000);
    expect(live.gathered.facts).toMatchObject({ serverVersion: 'v1.35.4', requests: 3 });
  });

  it('judges by the clock of the API server', async () => {
    const server = await serve({
      ...PODS,
      fault: ({ path }) =>
        path === '/version' ? { status: 403, headers: { date: 'Sat, 21 Nov 2020 10:00:00 GMT' } } : undefined,
    });
    const live = await read({ access: { env: {}, kubeconfig: await kubeconfig(server) }, views: ['apiServers'] });
    expect(new Date(live.gathered.now).toISOString()).toBe('2020-11-21T10:00:00.000Z');
  });

  it('proves itself by a client certificate and trusts only the authority that is named', async () => {
    const root = authority();
    const tls = issue({ subject: 'server', names: ['127.0.0.1'], issuer: root });
    const client = issue({ subject: 'kavmon', issuer: root, client: true });
    const server = await serve({ ...PODS, tls });
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const user = { 'client-certificate-data': base64(client.cert), 'client-key': await write('key.pem', client.key) };
    const cluster = { 'certificate-authority-data': base64(root.cert) };
    const trusted = await read({ access: { env: {}, kubeconfig: await kubeconfig(server, { cluster, user }) } });
    expect(namesOf(trusted)).toEqual(['a', 'b']);
    const untrusted = await read({ access: { env: {}, kubeconfig: await kubeconfig(server) } });
    expect(untrusted.gathered.views.pods).toMatchObject({ problem: { reason: 'tls_untrusted' } });
    const blind = await kubeconfig(server, { cluster: { 'insecure-skip-tls-verify': true } });
    expect(namesOf(await read({ access: { env: {}, kubeconfig: blind } }))).toEqual(['a', 'b']);
  });

  it('asks a credential plugin, and ends one that never answers', async () => {
    const server = await serve(PODS);
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    };
    const good = await kubeconfig(server, { user: exec(`echo '${JSON.stringify(credential)}'`) });
    expect(namesOf(await read({ access: { env: {}, kubeconfig: good } }))).toEqual(['a', 'b']);
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer from-plugin');
    const broken = await kubeconfig(server, { user: exec('echo "log in first" >&2; exit 1') });
    const refused = await read({ access: { env: {}, kubeconfig: broken } });
    expect(refused.gathered.views.pods).toMatchObject({
      problem: { reason: 'permission', message: expect.stringContaining('log in first') },
    });
  });

  it('leaves no credential plugin behind that never answers', async () => {
    const pidFile = join(folder, 'pid');
    const path = await kubeconfig(
      { url: 'http://127.0.0.1:1' },
      { user: exec(`echo $$ > ${pidFile}; exec sleep 600`) },
    );
    const abort = new AbortController();
    const reading = read({ access: { env: {}, kubeconfig: path } }, abort.signal);
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', { what: 'the plugin' });
    const from = performance.now();
    abort.abort();
    const late = await reading;
    expect(late.gathered.views.pods).toMatchObject({ problem: { reason: 'deadline_run' } });
    expect(performance.now() - from).toBeLessThan(1_000);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('goes in a pod by its service account, whose token is replaced while it runs', async () => {
    const root = authority();
    const server = await serve({
      ...PODS,
      tls: issue({ subject: 'server', names: ['127.0.0.1'], issuer: root }),
      fault: ({ headers }, count) => {
        if (count === 1) void writeFile(join(folder, 'token'), 'new-token\n');
        return headers.authorization === 'Bearer new-token' ? undefined : { status: 401, message: 'Unauthorized' };
      },
    });
    await write('ca.crt', root.cert);
    await write('namespace', 'bank');
    await write('token', 'old-token');
    const env = {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(server.port),
      KAVMON_SERVICE_ACCOUNT_DIR: folder,
    };
    const live = await read({ access: { env }, namespaces: undefined });
    expect(namesOf(live)).toEqual(['b']);
    expect(live.opened?.namespaces).toEqual(['bank']);
  });

  it('refuses flags and files that lead nowhere, with what there is instead', async () => {
    const path = await kubeconfig({ url: 'http://127.0.0.1:1' });
    const by = (context: string) => read({ access: { env: {}, kubeconfig: path, context } });
    await expect(by('tset')).rejects.toThrow('the kubeconfig has no context "tset"; it has: test, lost');
    await expect(by('lost')).rejects.toThrow(UsageError);
    const user = { 'client-certificate-data': 'AAAA', 'client-key-data': 'AAAA' };
    const garbled = await kubeconfig({ url: 'https://127.0.0.1:1' }, { user });
    await expect(read({ access: { env: {}, kubeconfig: garbled } })).rejects.toThrow(/certificates .* cannot be used/);
    await expect(read({ access: { env: {}, kubeconfig: join(folder, 'none') } })).rejects.toThrow(/cannot be used/);
    await expect(read({ access: { env: { HOME: folder } } })).rejects.toThrow(/there is no cluster to look at/);
  });

  it('never judges its own pod, Job and CronJob, nor what its chart made beside them', async () => {
    const named = (kind: string, name: string, more: object = {}) => ({
      metadata: meta(name, 'monitoring', more as never),
      kind,
    });
    const pod = (name: string, more: object) => ({
      ...crashing(name, 'monitoring'),
      metadata: meta(name, 'monitoring', more as never),
    });
    const server = await serve({
      lists: {
        '/api/v1/pods': {
          kind: 'PodList',
          items: [
            pod('kavmon-pods-1-x', owner('Job', 'kavmon-pods-1')),
            pod('other', { labels: { app: 'other' } }),
            pod('kavmon-nodes-1-y', { labels: { 'app.kubernetes.io/name': 'kavmon' } }),
            { ...crashing('kavmon-pods-1-x', 'shop') },
          ],
        },
        '/apis/batch/v1/jobs': {
          kind: 'JobList',
          items: [named('Job', 'kavmon-pods-1', owner('CronJob', 'kavmon-pods')), named('Job', 'backup')],
        },
        '/apis/batch/v1/cronjobs': {
          kind: 'CronJobList',
          items: [named('CronJob', 'kavmon-pods'), named('CronJob', 'backup')],
        },
      },
    });
    const place = { namespace: 'monitoring', pod: 'kavmon-pods-1-x', job: 'kavmon-pods-1', cronJob: 'kavmon-pods' };
    const access = { env: {}, kubeconfig: await kubeconfig(server) };
    const live = await read({ access, views: ['pods', 'jobs', 'cronJobs'], place });
    expect(namesOf(live)).toEqual(['other', 'kavmon-pods-1-x']);
    expect(namesOf(live, 'jobs')).toEqual(['backup']);
    expect(namesOf(live, 'cronJobs')).toEqual(['backup']);
  });

  it('ends with the run, with a problem for what was not read', async () => {
    const abort = new AbortController();
    let from = 0;
    const server = await serve({
      ...PODS,
      fault: ({ path }) => {
        if (path !== '/api/v1/pods') return undefined;
        from = performance.now();
        setTimeout(() => abort.abort(), 100);
        return 'silent';
      },
    });
    const access = { env: {}, kubeconfig: await kubeconfig(server) };
    const live = await read({ access, views: ['pods', 'apiServers'] }, abort.signal);
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(live.gathered.views.pods).toMatchObject({ problem: { status: 'error', reason: 'deadline_run' } });
    const { apiServers } = live.gathered.views;
    expect([...rowsOf(apiServers as GatheredView)]).toEqual([{ version: 'v1.35.4' }]);
  });

  it('explains: events of a namespace and logs, and what the API server only says is a log', async () => {
    const event = {
      metadata: meta('e'),
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'a' },
      reason: 'BackOff',
      lastTimestamp: TEN,
    };
    const log = (pod: string) => `/api/v1/namespaces/shop/pods/${pod}/log`;
    const server = await serve({
      lists: { '/api/v1/events': { kind: 'EventList', items: [event] } },
      answers: { [log('a')]: 'one\ntwo\n', [log('b')]: 'unable to retrieve container logs for containerd://abc' },
      fault: ({ path }) => (path.includes('/bank/') ? { status: 403, message: 'forbidden' } : undefined),
    });
    const { explainer } = await read({ access: { env: {}, kubeconfig: await kubeconfig(server) }, views: [] });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: true };
    expect(await explainer.readLogs(target)).toEqual({ lines: ['one', 'two'] });
    expect(server.seen.at(-1)?.query.toString()).toBe('container=web&previous=true&tailLines=20&limitBytes=32768');
    expect(await explainer.readLogs({ ...target, pod: 'b' })).toEqual({
      missing: 'unable to retrieve container logs for containerd://abc',
    });
    expect(await explainer.readLogs({ ...target, pod: 'gone' })).toHaveProperty('missing');
    const { events, notes } = await explainer.readEvents(['shop', 'bank']);
    expect(events).toMatchObject([{ reason: 'BackOff', about: { name: 'a' } }]);
    expect(notes).toEqual([expect.stringMatching(/^without events: no permission to list events in namespace bank/)]);
    explainer.close();
  });

  it('asks for a log once, and for no more than 25, however many pods are on nodes that are gone', async () => {
    const server = await serve({
      fault: ({ path }) => (path.endsWith('/log') ? { status: 500, message: 'dial tcp: no route to host' } : undefined),
    });
    const { explainer } = await read({ access: { env: {}, kubeconfig: await kubeconfig(server) }, views: [] });
    const targets = Array.from({ length: 40 }, (_, n) => ({
      namespace: 'shop',
      pod: `web-${n % 20}`,
      container: 'web',
    }));
    const answers = await Promise.all(targets.map((target, n) => explainer.readLogs({ ...target, previous: n < 20 })));
    explainer.close();
    expect(server.seen.filter(({ path }) => path.endsWith('/log'))).toHaveLength(25);
    expect(answers[0]).toEqual({ missing: 'HTTP 500: dial tcp: no route to host' });
    expect(answers[39]).toEqual({ missing: 'enough logs were asked for in this run' });
  });

  it('explains no longer than the run may take', async () => {
    const server = await serve({ fault: ({ path }) => (path.endsWith('/log') ? 'silent' : undefined) });
    const access = { env: {}, kubeconfig: await kubeconfig(server) };
    const { explainer } = await read({ access, views: [], timeoutMs: 1_500 });
    const from = performance.now();
    const answer = await explainer.readLogs({ namespace: 'shop', pod: 'a', container: 'web', previous: false });
    explainer.close();
    expect(answer).toEqual({ missing: 'the time for reading the cluster was over' });
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
