import { expect, it } from 'vitest';
import { crashingPod, objectMeta, TEN_OCLOCK } from '../kubernetes/api-objects.ts';
import { allLists, serveCluster, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { runKavmon } from '../support/run-process.ts';

const MESSAGE_TAIL = 'x'.repeat(300);

/** Peak memory in MB of a run on ten pods that crash, with so many events about them, and what it says of the first. */
const measureRun = async (events: number) => {
  const pods = Array.from({ length: 10 }, (_, index) => crashingPod(`web-${index}`));
  const warnings = Array.from({ length: events }, (_, index) => ({
    metadata: objectMeta(`event-${index}`),
    involvedObject: { kind: 'Pod', namespace: 'shop', name: `web-${index % 10}` },
    ...{ type: 'Warning', reason: 'Unhealthy', message: `${index} ${MESSAGE_TAIL}`, lastTimestamp: TEN_OCLOCK },
  }));
  const lists = {
    '/api/v1/pods': { kind: 'PodList', items: pods },
    '/api/v1/events': { kind: 'EventList', items: warnings },
  };
  const kubeconfig = await writeKubeconfig(await serveCluster(allLists(lists)));
  const args = ['--kubeconfig', kubeconfig, '-n', 'crash-loops', '--namespace', 'shop', '--no-metrics', '-o', 'json'];
  const { stdout, peakMemory = Number.NaN } = await runKavmon(args, { measure: true, timeout: 120_000 });
  const [{ findings }] = JSON.parse(stdout).results;
  return { mb: peakMemory / 2 ** 20, events: findings[0].evidence.events };
};

it('75,000 events about ten pods take no more memory than a few, and explain as well', async () => {
  const [few, many] = [await measureRun(1000), await measureRun(75_000)];
  expect(many.mb - few.mb).toBeLessThan(45);
  expect(many.events).toHaveLength(3);
  expect(many.events).toEqual(few.events);
}, 300_000);
