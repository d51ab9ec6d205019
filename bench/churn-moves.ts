import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterNode, TestCluster } from '../test/cluster/cluster.ts';
import { evictOne } from '../test/cluster/evict.ts';
import { cronJobManifest, jobManifest } from '../test/cluster/job-objects.ts';
import {
  budgetManifest,
  daemonSetManifest,
  deploymentManifest,
  namespaceManifest,
  podSpec,
  serviceManifest,
  shellContainer,
  statefulSetManifest,
  webContainer,
} from '../test/cluster/objects.ts';
import { waitFor } from '../test/cluster/wait-for.ts';

/** What is kept in motion. */
export interface ChurnStage {
  readonly cluster: TestCluster;
  readonly node: ClusterNode;
}

const CHURN_NAMESPACE = 'churn';

/** How long the node of a reboot is down, in milliseconds; it is NotReady after forty seconds. */
const REBOOT_MS = 60_000;

/** Ready after five seconds, so that runs look during a change. */
const SLOW_READINESS = {
  livenessProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 5, failureThreshold: 30, timeoutSeconds: 5 },
  readinessProbe: { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 5, periodSeconds: 2 },
};

const versionedPod = (version: number) =>
  podSpec([webContainer('web', { ...SLOW_READINESS, env: [{ name: 'VERSION', value: `${version}` }] })]);

const webWorkload = (namespace: string, name: string, replicas: number, version = 0) =>
  deploymentManifest(namespace, name, { replicas, pod: versionedPod(version) });

/** Its budget is used up by every eviction, and given back. */
const drainedWorkload = () => [
  webWorkload(CHURN_NAMESPACE, 'drained', 3),
  serviceManifest(CHURN_NAMESPACE, 'drained'),
  budgetManifest(CHURN_NAMESPACE, 'drained', 2),
];

const nodeAgent = (version: number) => daemonSetManifest(CHURN_NAMESPACE, 'agent', versionedPod(version));

const numberedSet = (version: number) =>
  statefulSetManifest(CHURN_NAMESPACE, 'ledger', { replicas: 2, pod: versionedPod(version) });

/** Creates what is there all the time, and returns once it is healthy. */
export const createChurning = async ({ apply, request }: TestCluster): Promise<void> => {
  await apply([
    namespaceManifest(CHURN_NAMESPACE),
    webWorkload(CHURN_NAMESPACE, 'rolling', 3),
    serviceManifest(CHURN_NAMESPACE, 'rolling'),
    webWorkload(CHURN_NAMESPACE, 'scaling', 1),
    serviceManifest(CHURN_NAMESPACE, 'scaling'),
    ...drainedWorkload(),
    nodeAgent(0),
    budgetManifest(CHURN_NAMESPACE, 'agent', 1),
    numberedSet(0),
    serviceManifest(CHURN_NAMESPACE, 'ledger', { clusterIP: 'None' }),
    cronJobManifest(CHURN_NAMESPACE, 'tidy', 'echo tidy'),
  ]);
  await waitFor('the workloads to be ready', 120, async () => {
    // Those of the CronJob end, and have no label.
    const { items } = await request('GET', `/api/v1/namespaces/${CHURN_NAMESPACE}/pods?labelSelector=app`);
    const isReady = ({ status }: { status: { conditions?: readonly { type: string; status: string }[] } }) =>
      status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
    return items.length >= 10 && items.every(isReady);
  });
};

/** A change of the cluster, made again and again; `turn` counts from 1. */
type ChurnMove = (stage: ChurnStage, turn: number) => Promise<void>;

const CHURN_MOVES: Readonly<Record<string, readonly [everySeconds: number, move: ChurnMove]>> = {
  rollout: [
    25,
    ({ cluster }, turn) =>
      cluster.apply([webWorkload(CHURN_NAMESPACE, 'rolling', 3, turn), numberedSet(turn), nodeAgent(turn)]),
  ],
  scaling: [15, ({ cluster }, turn) => cluster.apply([webWorkload(CHURN_NAMESPACE, 'scaling', 1 + (turn % 4))])],
  'deleted pod': [10, ({ cluster }) => deleteOnePod(cluster)],
  eviction: [15, ({ cluster }) => evictOne(cluster, CHURN_NAMESPACE, 'drained')],
  'deleted workload': [30, ({ cluster }, turn) => replaceWorkload(cluster, turn)],
  cordon: [40, ({ cluster, node }, turn) => cordonNode(cluster, node.name, turn % 2 === 1)],
  'retried Job': [20, ({ cluster }, turn) => cluster.apply([retriedJob(turn)])],
  namespace: [20, ({ cluster }, turn) => exchangeNamespace(cluster, turn)],
};

/** Keeps the cluster in motion until the signal aborts, with a reboot of its node when half of the time is over. */
export const startChurn = async (stage: ChurnStage, durationMs: number, signal: AbortSignal): Promise<void> => {
  const moves = Object.entries(CHURN_MOVES).map(([name, [seconds, move]]) =>
    repeatMove(signal, seconds * 1000, (turn) => move(stage, turn).catch(tellFailure(name))),
  );
  const reboot = pause(durationMs / 2, signal).then(() => (signal.aborted ? undefined : rebootNode(stage)));
  await Promise.all([...moves, reboot.catch(tellFailure('reboot'))]);
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

const repeatMove = async (signal: AbortSignal, ms: number, move: (turn: number) => Promise<void>): Promise<void> => {
  for (let turn = 1; !signal.aborted; turn++) {
    await move(turn);
    await pause(ms, signal);
  }
};

const tellFailure =
  (name: string) =>
  ({ message }: Error): void =>
    void process.stderr.write(`${name}: ${message}\n`);

const deleteOnePod = async ({ request }: TestCluster): Promise<void> => {
  const path = `/api/v1/namespaces/${CHURN_NAMESPACE}/pods`;
  const { items } = await request('GET', `${path}?labelSelector=app%3Drolling`);
  if (items.length > 0) await request('DELETE', `${path}/${items[0].metadata.name}`);
};

/** A Deployment with its Service is there after every odd turn, and gone after every even one. */
const replaceWorkload = async ({ apply, request }: TestCluster, turn: number): Promise<void> => {
  if (turn % 2 === 1)
    return apply([webWorkload(CHURN_NAMESPACE, 'coming', 2, turn), serviceManifest(CHURN_NAMESPACE, 'coming')]);
  await request('DELETE', `/apis/apps/v1/namespaces/${CHURN_NAMESPACE}/deployments/coming`);
  await request('DELETE', `/api/v1/namespaces/${CHURN_NAMESPACE}/services/coming`);
};

const cordonNode = ({ request }: TestCluster, name: string, unschedulable: boolean): Promise<void> =>
  request('PATCH', `/api/v1/nodes/${name}`, { spec: { unschedulable } }, 'application/merge-patch+json');

/** Fails in its first pod and succeeds in the second; deleted a minute later. */
const retriedJob = (turn: number) => {
  const script = `if [ -e /memory/${turn} ]; then exit 0; fi; touch /memory/${turn}; exit 1`;
  const volumes = [{ name: 'memory', hostPath: { path: '/run/churn', type: 'DirectoryOrCreate' } }];
  const container = shellContainer('try', script, { volumeMounts: [{ name: 'memory', mountPath: '/memory' }] });
  const retries = { backoffLimit: 3, ttlSecondsAfterFinished: 60 };
  return jobManifest(CHURN_NAMESPACE, `retried-${turn}`, { containers: [container], volumes }, retries);
};

/** Makes a namespace with an application in it, and deletes the one of two turns before. */
const exchangeNamespace = async ({ apply, request }: TestCluster, turn: number): Promise<void> => {
  const name = `preview-${turn}`;
  await apply([namespaceManifest(name), webWorkload(name, 'preview', 1), serviceManifest(name, 'preview')]);
  if (turn > 2) await request('DELETE', `/api/v1/namespaces/preview-${turn - 2}`);
};

/** As administrators do: cordon, take the node down, and allow pods again when it is back. */
const rebootNode = async ({ cluster, node }: ChurnStage): Promise<void> => {
  await cordonNode(cluster, node.name, true);
  await node.reboot(REBOOT_MS);
  await cordonNode(cluster, node.name, false);
};
