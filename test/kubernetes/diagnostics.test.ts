import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { objectMeta, TEN_OCLOCK } from './api-objects.ts';
import { collectEvents, gatherLive, serveCluster, writeKubeconfig } from './live-cluster.ts';

describe('createExplainer', () => {
  it('reads events of namespaces and logs of containers, and takes no error message for a log', async () => {
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
    const { events, notes } = await collectEvents(explainer, ['shop', 'bank']);
    expect(events).toMatchObject([{ reason: 'BackOff', about: { name: 'a' } }]);
    expect(notes).toEqual([expect.stringMatching(/^without events: no permission to list events in namespace bank/)]);
    explainer.close();
  });

  it('says why there is no log where the cluster can no longer be asked', async () => {
    const kubeconfig = await writeKubeconfig(await serveCluster({}));
    const { explainer } = await gatherLive({ access: { env: {}, kubeconfig }, views: [] });
    await rm(kubeconfig);
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: true };
    expect(await explainer.readLogs(target)).toEqual({ missing: expect.stringContaining(kubeconfig) });
    explainer.close();
  });

  describe('of more namespaces than its limit', () => {
    const eventIn = (namespace: string) => ({
      metadata: { ...objectMeta('e'), namespace },
      involvedObject: { kind: 'Pod', namespace, name: 'a' },
      type: 'Warning',
      reason: 'BackOff',
      lastTimestamp: TEN_OCLOCK,
    });
    const lists = { '/api/v1/events': { kind: 'EventList', items: ['shop', 'bank', 'other'].map(eventIn) } };
    const readEventsOf = async (server: Awaited<ReturnType<typeof serveCluster>>, explainLimit: number) => {
      const access = { env: {}, kubeconfig: await writeKubeconfig(server) };
      const { explainer } = await gatherLive({ access, views: [], explainLimit });
      const before = server.seen.length;
      const { events, notes } = await collectEvents(explainer, ['shop', 'bank']);
      explainer.close();
      const seen = server.seen.slice(before).filter(({ path }) => path.endsWith('/events'));
      return {
        namespaces: events.map(({ about }) => about.namespace),
        notes,
        requests: seen.map(({ path, query }) => `${path} ${query.get('fieldSelector')}`),
      };
    };

    it('reads the warnings of the cluster by one list, and says so', async () => {
      expect(await readEventsOf(await serveCluster({ lists }), 1)).toEqual({
        namespaces: ['shop', 'bank'],
        notes: ['of the events of 2 namespaces only the warnings were read (beyond --explain-limit 1): shop, bank'],
        requests: ['/api/v1/events type=Warning'],
      });
    });

    it('reads the events of the first ones where it may not list those of the cluster', async () => {
      const server = await serveCluster({
        lists,
        fault: ({ path }) => (path === '/api/v1/events' ? { status: 403, message: 'forbidden' } : undefined),
      });
      expect(await readEventsOf(server, 1)).toMatchObject({
        namespaces: ['shop'],
        notes: ['the events of 1 more namespace were not read (beyond --explain-limit 1): bank'],
      });
    });

    it('reads all events of each with a higher limit', async () => {
      expect(await readEventsOf(await serveCluster({ lists }), 2)).toMatchObject({
        namespaces: ['shop', 'bank'],
        notes: [],
        requests: ['/api/v1/namespaces/shop/events null', '/api/v1/namespaces/bank/events null'],
      });
    });
  });

  it('requests a log once, and no more than 25 logs, when the nodes of the pods are lost', async () => {
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

  it('ends with the deadline of the run', async () => {
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
