import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { GatherMessage } from '../../../src/kubernetes/gather/protocol.ts';
import { objectMeta } from '../api-objects.ts';
import { ALL_PODS, serveCluster, writeKubeconfig } from '../live-cluster.ts';

const READING = `
  import { parentPort } from 'node:worker_threads';
  import { gatherIntoPort } from '${new URL('../../../src/kubernetes/gather/thread.ts', import.meta.url)}';
  parentPort.once('message', ({ order, port }) => gatherIntoPort(order, port, true));
`;

/** A pod with 5 KB of labels that no other has. */
const podOfItsOwn = (_: unknown, index: number): object => {
  const labels = Array.from({ length: 50 }, (_, n) => [`label-${n}`, `${index}-${'x'.repeat(80)}`]);
  return { metadata: objectMeta(`pod-${index}`, 'shop', { labels: Object.fromEntries(labels) }) };
};

it('a thread reads more than it has memory for, when nothing of it is equal', async () => {
  const items = Array.from({ length: 6_000 }, podOfItsOwn);
  const server = await serveCluster({ lists: { '/api/v1/pods': { kind: 'PodList', items } } });
  const order = { ...ALL_PODS, access: { env: {}, kubeconfig: await writeKubeconfig(server) } };
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(READING)}`), {
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
  const { port1, port2 } = new MessageChannel();
  let count = 0;
  port1.on('message', (message: GatherMessage) => {
    if (message.type === 'rows') count += message.rows.count;
  });
  worker.postMessage({ order, port: port2 }, [port2]);
  await Promise.race([once(port1, 'close'), once(worker, 'error').then(([error]) => Promise.reject(error))]);
  await worker.terminate();
  expect(count).toBe(items.length);
});
