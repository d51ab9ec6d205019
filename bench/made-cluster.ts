import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPath } from '../src/kubernetes/gather/list-path.ts';
import { resourceNames, resourceTable } from '../src/kubernetes/resources.ts';
import { startApiServer } from '../test/support/api-server.ts';

/** How much a made cluster has of what memory may grow with. */
export interface ClusterSize {
  /** Pods in a crash loop that nothing controls: each is a finding of its own. */
  readonly crashing: number;
  /** Warnings about these pods, each with words of its own. */
  readonly events: number;
  /** Bytes of the message of an event. */
  readonly messageBytes: number;
}

export const MADE_NAMESPACE = 'shop';

/**
 * Starts an API server, in a process of its own, that serves a cluster of this size; lists of all else are empty. It ends when
 * `stop` is called, or with this process.
 */
export const startMadeCluster = async (
  size: ClusterSize,
): Promise<{ readonly kubeconfig: string; readonly stop: () => void }> => {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['serve', JSON.stringify(size)]);
  const [url] = (await once(child, 'message')) as [string];
  const kubeconfig = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), 'kubeconfig');
  const parts = {
    'current-context': 'made',
    contexts: [{ name: 'made', context: { cluster: 'made', user: 'made' } }],
    clusters: [{ name: 'made', cluster: { server: url } }],
    users: [{ name: 'made', user: {} }],
  };
  await writeFile(kubeconfig, JSON.stringify(parts));
  return { kubeconfig, stop: () => child.disconnect() };
};

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const crashedAt = { exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2) };

const crashingPod = (index: number): object => ({
  metadata: {
    name: `web-${index}`,
    namespace: MADE_NAMESPACE,
    uid: `pod-${index}`,
    creationTimestamp: minutesAgo(60),
    labels: { app: 'web' },
  },
  spec: { nodeName: 'node-a', containers: [{ name: 'web', image: 'registry.example/web:1' }] },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: minutesAgo(60) },
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: minutesAgo(50) },
    ],
    containerStatuses: [
      {
        name: 'web',
        image: 'registry.example/web:1',
        ready: false,
        restartCount: 20,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
        lastState: { terminated: crashedAt },
      },
    ],
  },
});

const warning = (index: number, { crashing, messageBytes }: ClusterSize, words: string): object => ({
  metadata: { name: `event-${index}`, namespace: MADE_NAMESPACE, uid: `event-${index}` },
  involvedObject: { kind: 'Pod', namespace: MADE_NAMESPACE, name: `web-${index % crashing}` },
  type: 'Warning',
  reason: 'Unhealthy',
  message: `${index} ${words}`.slice(0, messageBytes),
  lastTimestamp: minutesAgo(index % 50),
  count: 1,
});

/** Objects of a list that are made when they are sent: the page of a list takes a slice of it. */
const madeItems = (length: number, make: (index: number) => object): readonly object[] =>
  ({
    length,
    slice: (from: number, to: number) =>
      Array.from({ length: Math.max(0, Math.min(to, length) - from) }, (_, at) => make(from + at)),
  }) as unknown as readonly object[];

const serveMadeCluster = async (size: ClusterSize): Promise<void> => {
  const words = 'Readiness probe failed: '.padEnd(size.messageBytes, 'x');
  const lists = Object.fromEntries(
    resourceNames.map((name) => [
      listPath(name, undefined),
      { kind: `${resourceTable[name].kind}List`, items: [] as readonly object[] },
    ]),
  );
  const pods = { kind: 'PodList', items: madeItems(size.crashing, crashingPod) };
  const events = { kind: 'EventList', items: madeItems(size.events, (index) => warning(index, size, words)) };
  const of = (path: string) => path.replace('/v1/', `/v1/namespaces/${MADE_NAMESPACE}/`);
  const { url } = await startApiServer({
    lists: { ...lists, [of('/api/v1/pods')]: pods, [of('/api/v1/events')]: events },
    answers: { '/apis': '{"kind":"APIGroupList","groups":[]}' },
  });
  process.once('disconnect', () => process.exit());
  process.send?.(url);
};

if (process.argv[2] === 'serve') await serveMadeCluster(JSON.parse(process.argv[3] ?? '{}'));
