import { describe, expect, it } from 'vitest';
import type { GatheredView } from '../../../src/kubernetes/rows/cluster-data.ts';
import { rowsOf } from '../../../src/kubernetes/rows/pages.ts';
import { crashingPod, objectMeta, ownerReference, TEN_OCLOCK } from '../api-objects.ts';
import { gatherLive, namesInView, serveCluster, TWO_PODS, writeKubeconfig } from '../live-cluster.ts';

describe('gather', () => {
  it('judges by the clock of the API server', async () => {
    const server = await serveCluster({
      ...TWO_PODS,
      fault: ({ path }) =>
        path === '/version' ? { status: 403, headers: { date: 'Sat, 21 Nov 2020 10:00:00 GMT' } } : undefined,
    });
    const live = await gatherLive({
      access: { env: {}, kubeconfig: await writeKubeconfig(server) },
      views: ['apiServers'],
    });
    expect(new Date(live.gathered.now).toISOString()).toBe('2020-11-21T10:00:00.000Z');
  });

  it('never judges its own pod, Job and CronJob, nor what its chart made beside them', async () => {
    const named = (kind: string, name: string, more: object = {}) => ({
      metadata: objectMeta(name, 'monitoring', more as never),
      kind,
    });
    const pod = (name: string, more: object) => ({
      ...crashingPod(name, 'monitoring'),
      metadata: objectMeta(name, 'monitoring', more as never),
    });
    const server = await serveCluster({
      lists: {
        '/api/v1/pods': {
          kind: 'PodList',
          items: [
            pod('kavmon-pods-1-x', ownerReference('Job', 'kavmon-pods-1')),
            pod('other', { labels: { app: 'other' } }),
            pod('kavmon-nodes-1-y', { labels: { 'app.kubernetes.io/name': 'kavmon' } }),
            { ...crashingPod('kavmon-pods-1-x', 'shop') },
          ],
        },
        '/apis/batch/v1/jobs': {
          kind: 'JobList',
          items: [named('Job', 'kavmon-pods-1', ownerReference('CronJob', 'kavmon-pods')), named('Job', 'backup')],
        },
        '/apis/batch/v1/cronjobs': {
          kind: 'CronJobList',
          items: [named('CronJob', 'kavmon-pods'), named('CronJob', 'backup')],
        },
      },
    });
    const place = { namespace: 'monitoring', pod: 'kavmon-pods-1-x', job: 'kavmon-pods-1', cronJob: 'kavmon-pods' };
    const access = { env: {}, kubeconfig: await writeKubeconfig(server) };
    const live = await gatherLive({ access, views: ['pods', 'jobs', 'cronJobs'], place });
    expect(namesInView(live)).toEqual(['other', 'kavmon-pods-1-x']);
    expect(namesInView(live, 'jobs')).toEqual(['backup']);
    expect(namesInView(live, 'cronJobs')).toEqual(['backup']);
  });

  it('ends with the run, with a problem for what was not read', async () => {
    const abort = new AbortController();
    let from = 0;
    const server = await serveCluster({
      ...TWO_PODS,
      fault: ({ path }) => {
        if (path !== '/api/v1/pods') return undefined;
        from = performance.now();
        // Nothing shows from outside that the version, which is asked beside the pods, has been read: it gets this time.
        setTimeout(() => abort.abort(), 100);
        return 'silent';
      },
    });
    const access = { env: {}, kubeconfig: await writeKubeconfig(server) };
    const live = await gatherLive({ access, views: ['pods', 'apiServers'] }, abort.signal);
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(live.gathered.views.pods).toMatchObject({ problem: { status: 'error', reason: 'deadline_run' } });
    const { apiServers } = live.gathered.views;
    expect([...rowsOf(apiServers as GatheredView)]).toEqual([{ version: 'v1.35.4' }]);
  });

  it('explains: events of a namespace and logs, and what the API server only says is a log', async () => {
    const event = {
      metadata: objectMeta('e'),
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'a' },
      reason: 'BackOff',
      lastTimestamp: TEN_OCLOCK,
    };
    const log = (pod: string) => `/api/v1/namespaces/shop/pods/${pod}/log`;
    const server = await serveCluster({
      lists: { '/api/v1/events': { kind: 'EventList', items: [event] } },
      answers: { [log('a')]: 'one\ntwo\n', [log('b')]: 'unable to retrieve container logs for containerd://abc' },
      fault: ({ path }) => (path.includes('/bank/') ? { status: 403, message: 'forbidden' } : undefined),
    });
    const { explainer } = await gatherLive({
      access: { env: {}, kubeconfig: await writeKubeconfig(server) },
      views: [],
    });
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
    const server = await serveCluster({
      fault: ({ path }) => (path.endsWith('/log') ? { status: 500, message: 'dial tcp: no route to host' } : undefined),
    });
    const { explainer } = await gatherLive({
      access: { env: {}, kubeconfig: await writeKubeconfig(server) },
      views: [],
    });
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
    const server = await serveCluster({ fault: ({ path }) => (path.endsWith('/log') ? 'silent' : undefined) });
    const access = { env: {}, kubeconfig: await writeKubeconfig(server) };
    const { explainer } = await gatherLive({ access, views: [], timeoutMs: 1_500 });
    const from = performance.now();
    const answer = await explainer.readLogs({ namespace: 'shop', pod: 'a', container: 'web', previous: false });
    explainer.close();
    expect(answer).toEqual({ missing: 'the time for reading the cluster was over' });
    // A second after the deadline, as everywhere.
    expect(performance.now() - from).toBeLessThan(2_500);
  });
});
