import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeUnless } from '../support/describe-unless.ts';
import { START_TIMEOUT_MS, startWholeCluster, type TestCluster, waitFor, wholeClusterMissing } from './cluster.ts';
import { jobManifest } from './job-objects.ts';
import { deploymentManifest, namespaceManifest, podSpec, serviceManifest, webContainer } from './objects.ts';

const describeCluster = describeUnless(await wholeClusterMissing());

describeCluster('the real cluster', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    ({ cluster } = await startWholeCluster());
  }, START_TIMEOUT_MS);
  afterAll(() => cluster?.stop());

  it('pods run, Services answer this machine, and names resolve in pods', async () => {
    const { apply, request } = cluster;
    await apply([
      namespaceManifest('probe'),
      deploymentManifest('probe', 'web', { replicas: 2, pod: podSpec([webContainer('web')]) }),
      serviceManifest('probe', 'web'),
    ]);
    await waitFor('web to be ready', 60, async () => {
      const { status } = await request('GET', '/apis/apps/v1/namespaces/probe/deployments/web');
      return status.readyReplicas === 2;
    });
    const { spec } = await request('GET', '/api/v1/namespaces/probe/services/web');
    await expect(
      waitFor('web', 10, () => fetch(`http://${spec.clusterIP}/`).then((answer) => answer.text())),
    ).resolves.toBe('fine\n');
    await apply([jobManifest('probe', 'ask', 'until wget -qO- http://web.probe.svc.cluster.local/; do sleep 1; done')]);
    const succeeded = await waitFor('the job to succeed', 60, async () => {
      const { items } = await request('GET', '/api/v1/namespaces/probe/pods?labelSelector=job-name%3Dask');
      return items.find(({ status }: { status: { phase: string } }) => status.phase === 'Succeeded');
    });
    const log = await request('GET', `/api/v1/namespaces/probe/pods/${succeeded.metadata.name}/log`);
    expect(log).toBe('fine\n');
  }, 120_000);

  it('nothing is left once it stopped', async () => {
    const { programs, folder, addresses, stop } = cluster;
    const pids = programs.map(({ pid }) => pid);
    expect(pids.every((pid) => existsSync(`/proc/${pid}`))).toBe(true);
    expect(networkInterfaces()[addresses.link]).toBeDefined();
    await stop();
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(networkInterfaces()[addresses.link]).toBeUndefined();
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(folder);
  }, 60_000);
});
