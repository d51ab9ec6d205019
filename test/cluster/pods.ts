import type { ApiClient, KubernetesObject } from './api.ts';
import { ApiError } from './api.ts';
import type { TestCluster } from './control-plane.ts';
import { addFakeNode } from './nodes.ts';
import { namespaceManifest } from './objects.ts';

export type PodLoad = {
  readonly pods: number;
  readonly namespaces: number;
  /** Percentage of pods that are in a crash loop. */
  readonly faultPercent: number;
  readonly workers?: number;
};

const NODE_COUNT = 20;

/**
 * Fills a cluster without controllers with pods of about 12 KB, which no kubelet runs: namespaces `load-0`,
 * `load-1`..., each with one Deployment `app` and its ReplicaSet. Returns the number of pods in a crash loop.
 */
export const fillPods = async (cluster: TestCluster, filling: PodLoad): Promise<number> => {
  const { pods, namespaces, faultPercent, workers = 8 } = filling;
  for (let index = 0; index < NODE_COUNT; index++) await addFakeNode(cluster, { name: `load-${index}`, ready: true });
  const owners: string[] = [];
  const share = (index: number) => Math.floor(pods / namespaces) + (index < pods % namespaces ? 1 : 0);
  await inParallel(namespaces, workers, async (index) => {
    owners[index] = await prepareNamespace(cluster, `load-${index}`, share(index));
  });
  const every = faultPercent > 0 ? Math.round(100 / faultPercent) : Number.POSITIVE_INFINITY;
  const isCrashing = (index: number) => index % every === every - 1;
  await inParallel(pods, workers, async (index) => {
    const namespace = index % namespaces;
    const name = `app-5d8f7c9b6d-${index.toString(36).padStart(5, '0')}`;
    const pod = loadPod(`load-${namespace}`, name, owners[namespace] ?? '', index % NODE_COUNT);
    await createLoadPod(cluster, pod, isCrashing(index));
  });
  return Array.from({ length: pods }, (_, index) => isCrashing(index)).filter(Boolean).length;
};

/** Calls `work` for 0 to `count` - 1, at most `workers` at a time. */
const inParallel = async (count: number, workers: number, work: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: workers }, worker));
};

/**
 * Creates namespace, service account, Deployment and ReplicaSet, as no controller runs; returns the uid of the
 * ReplicaSet.
 */
const prepareNamespace = async (
  { request, apply }: TestCluster,
  namespace: string,
  replicas: number,
): Promise<string> => {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
  await apply([namespaceManifest(namespace), account]);
  const selector = { matchLabels: { app: 'app' } };
  const template = { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'app', image: LOAD_IMAGE }] } };
  const path = `/apis/apps/v1/namespaces/${namespace}`;
  const deployment = await createOrGet({ request }, `${path}/deployments`, {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app', namespace } },
    spec: { replicas, selector, template },
  });
  const set = await createOrGet({ request }, `${path}/replicasets`, {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    metadata: { name: 'app-5d8f7c9b6d', namespace, ownerReferences: [ownerReference(deployment)] },
    spec: { replicas, selector, template },
  });
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
  const merge = 'application/merge-patch+json';
  const updated = { ...counts, updatedReplicas: replicas };
  await request('PATCH', `${path}/deployments/app/status`, { status: updated }, merge);
  await request('PATCH', `${path}/replicasets/app-5d8f7c9b6d/status`, { status: counts }, merge);
  return set.metadata.uid;
};

const createOrGet = async ({ request }: Pick<ApiClient, 'request'>, path: string, body: KubernetesObject & object) => {
  try {
    return await request('POST', path, body);
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return request('GET', `${path}/${body.metadata.name}`);
    throw error;
  }
};

const ownerReference = ({
  apiVersion,
  kind,
  metadata,
}: {
  apiVersion: string;
  kind: string;
  metadata: { name: string; uid: string };
}) => ({
  ...{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true },
});

const LOAD_IMAGE = 'registry.acme.test/load/app:1.0.0';

/** Pseudo-random text, which compresses about as well as real annotations. */
const fillerText = (seed: number, length: number): string => {
  let state = (seed * 2654435761 + 1) >>> 0;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += state.toString(36);
  }
  return text.slice(0, length);
};

const loadPod = (namespace: string, name: string, uid: string, node: number): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...{ name, namespace, labels: { app: 'app', 'pod-template-hash': '5d8f7c9b6d' } },
    annotations: { 'acme.test/settings': fillerText(name.length + node, 1500) },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'app-5d8f7c9b6d', uid, controller: true }],
  },
  spec: {
    nodeName: `load-${node}`,
    containers: ['app', 'proxy'].map((container, position) => ({
      name: container,
      image: LOAD_IMAGE,
      env: Array.from({ length: 15 }, (_, index) => ({
        name: `SETTING_${index}`,
        value: fillerText(index + position, 40),
      })),
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 10 },
      livenessProbe: { httpGet: { path: '/live', port: 8080 }, periodSeconds: 10 },
    })),
  },
});

const createLoadPod = async ({ request }: TestCluster, pod: KubernetesObject, isCrashing: boolean): Promise<void> => {
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods`;
  const made = await request('POST', path, pod);
  await request('PUT', `${path}/${pod.metadata.name}/status`, { ...made, status: loadPodStatus(isCrashing) });
};

const loadPodStatus = (isCrashing: boolean) => {
  const now = Date.now();
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  const condition = (type: string, fine: boolean) => ({
    ...{ type, status: fine ? 'True' : 'False', lastTransitionTime: ago(3_000) },
    ...(fine ? {} : { reason: 'ContainersNotReady', message: 'containers with unready status: [app]' }),
  });
  return {
    ...{ phase: 'Running', startTime: ago(3_600), podIP: '10.200.0.1', hostIP: '10.201.0.1', qosClass: 'Burstable' },
    conditions: [
      ...[condition('PodScheduled', true), condition('Initialized', true)],
      ...[condition('ContainersReady', !isCrashing), condition('Ready', !isCrashing)],
    ],
    containerStatuses: [loadContainerStatus('app', isCrashing, ago), loadContainerStatus('proxy', false, ago)],
  };
};

const loadContainerStatus = (name: string, isCrashing: boolean, ago: (seconds: number) => string) => {
  const containerID = `containerd://${'0'.repeat(64)}`;
  const imageID = `registry.acme.test/load/app@sha256:${'a'.repeat(64)}`;
  const same = { name, image: LOAD_IMAGE, imageID, containerID };
  if (!isCrashing) {
    const state = { running: { startedAt: ago(3_500) } };
    return { ...same, ready: true, started: true, restartCount: 0, state, lastState: {} };
  }
  const terminated = { exitCode: 1, reason: 'Error', startedAt: ago(70), finishedAt: ago(60), containerID };
  const message = `back-off 5m0s restarting failed container=${name}`;
  const state = { waiting: { reason: 'CrashLoopBackOff', message } };
  return { ...same, ready: false, started: false, restartCount: 9, state, lastState: { terminated } };
};
