import { describe, expect, it } from 'vitest';
import type { GatheredView } from '../../../src/kubernetes/rows/cluster-data.ts';
import { iterateRows } from '../../../src/kubernetes/rows/pages.ts';
import { crashingPod, objectMeta, ownerReference } from '../api-objects.ts';
import { gatherLive, namesInView, serveCluster, TWO_PODS, writeKubeconfig } from '../live-cluster.ts';

describe('gather', () => {
  it('takes the time from the API server', async () => {
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

  it('leaves out its own pod, Job and CronJob, and what its chart made in the same namespace', async () => {
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

  it('ends with the signal, and makes a problem of every view that was not read', async () => {
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
    expect([...iterateRows(apiServers as GatheredView)]).toEqual([{ version: 'v1.35.4' }]);
  });
});
