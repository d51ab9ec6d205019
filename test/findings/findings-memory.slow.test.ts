import { expect, it } from 'vitest';
import { crashingPod } from '../kubernetes/api-objects.ts';
import { allLists, serveCluster, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { runKavmon } from '../support/run-process.ts';

it('20,000 pods that crash are reported with a heap of 128 MB, and every number counts all of them', async () => {
  const pods = Array.from({ length: 20_000 }, (_, index) => {
    const pod = crashingPod(`web-${index}`);
    // Without an owner each is a finding of its own.
    return { ...pod, metadata: { ...pod.metadata, ownerReferences: [] } };
  });
  const server = await serveCluster(allLists({ '/api/v1/pods': { kind: 'PodList', items: pods } }));
  const args = ['--kubeconfig', await writeKubeconfig(server), '-n', 'crash-loops', '--namespace', 'shop'];
  const { stdout, code } = await runKavmon([...args, '--no-metrics', '-o', 'json'], {
    env: { NODE_OPTIONS: '--max-old-space-size=128' },
    timeout: 120_000,
  });
  const { results, warnings, run } = JSON.parse(stdout);
  expect([code, run.exitCode]).toEqual([1, 1]);
  expect(results).toMatchObject([{ status: 'failed', healthy: false, findingsLeftOut: 19_000 }]);
  expect(results[0].findings).toHaveLength(1_000);
  expect(results[0].message).toContain('(and 19999 more)');
  expect(warnings[0]).toContain('cluster/crash-loops tells 1000 of 20000');
}, 300_000);
