import { type CustomKindName, customKinds } from '../../../../src/kubernetes/custom-kinds.ts';
import { type KubernetesObject, objectPath } from '../../../cluster/api.ts';
import type { TestCluster } from '../../../cluster/cluster.ts';
import { podManifest, podSpec, shellContainer } from '../../../cluster/objects.ts';
import { requiredFields } from '../real-kinds/required-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An object with the status that its controller or kubelet has written, and the object that owns it. */
export interface StoredObject {
  readonly object: KubernetesObject;
  readonly status?: Fields;
  readonly owner?: KubernetesObject;
}

const anHourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');

/** A condition that has held for an hour. */
export const saidOf = (type: string, status: 'True' | 'False', reason = 'Told'): Fields => ({
  ...{ type, status, reason, message: `${type} is ${status}` },
  lastTransitionTime: anHourAgo(),
});

/** A custom resource with the fields that its schema asks for. */
export const customObject = (
  view: CustomKindName,
  [namespace, name]: readonly [string, string],
  { spec, status }: { readonly spec?: Fields; readonly status?: Fields } = {},
): StoredObject => {
  const { group, version, kind } = customKinds[view];
  const required = requiredFields[view];
  return {
    object: {
      ...{ apiVersion: `${group}/${version}`, kind, metadata: { namespace, name } },
      spec: { ...required?.spec, ...spec },
    },
    ...(status && { status: { ...required?.status, ...status } }),
  };
};

/** A custom resource whose condition `Ready` has had this status for an hour. */
export const readyObject = (
  view: CustomKindName,
  at: readonly [string, string],
  ready: 'True' | 'False',
  { spec, status }: { readonly spec?: Fields; readonly status?: Fields } = {},
): StoredObject =>
  customObject(view, at, { ...(spec && { spec }), status: { ...status, conditions: [saidOf('Ready', ready)] } });

const containerStatus = (ready: boolean, more: Fields) => ({
  ...{ name: 'app', image: 'any', imageID: 'any', ready, restartCount: ready ? 0 : 12, started: ready },
  ...more,
});

/** A pod whose container has been in this state for an hour. */
const podObject = (
  [namespace, name]: readonly [string, string],
  { ready = false, env, ...state }: Fields & { readonly ready?: boolean; readonly env?: readonly Fields[] },
  owner?: KubernetesObject,
): StoredObject => ({
  object: podManifest(
    namespace,
    name,
    podSpec([shellContainer('app', 'exit 1', env && { env })], { nodeName: 'n1', automountServiceAccountToken: false }),
  ),
  ...(owner && { owner }),
  status: {
    ...{ phase: ready ? 'Running' : 'Pending', startTime: anHourAgo() },
    conditions: [saidOf('Ready', ready ? 'True' : 'False')],
    containerStatuses: [containerStatus(ready, state)],
  },
});

export const crashingPod = (at: readonly [string, string], owner?: KubernetesObject): StoredObject =>
  podObject(
    at,
    {
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
      lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: anHourAgo(), finishedAt: anHourAgo() } },
    },
    owner,
  );

export const runningPod = (at: readonly [string, string], owner?: KubernetesObject): StoredObject =>
  podObject(at, { ready: true, state: { running: { startedAt: anHourAgo() } } }, owner);

/** A pod that waits for a Secret which is not there, as the kubelet says it. */
export const waitingPod = (at: readonly [string, string], secret: string): StoredObject =>
  podObject(at, {
    env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: secret, key: 'token' } } }],
    state: { waiting: { reason: 'CreateContainerConfigError', message: `secret "${secret}" not found` } },
  });

/** An autoscaler of KEDA, which can read its metric or not. */
export const autoscaler = ([namespace, name]: readonly [string, string], active: 'True' | 'False'): StoredObject => ({
  object: {
    ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { namespace, name } },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'any' }, maxReplicas: 3 },
  },
  status: {
    ...{ currentReplicas: 1, desiredReplicas: 1, currentMetrics: null },
    conditions: [saidOf('AbleToScale', 'True'), saidOf('ScalingActive', active, 'FailedGetExternalMetric')],
  },
});

export const tlsIngress = ([namespace, name]: readonly [string, string], secretName: string): StoredObject => ({
  object: {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { namespace, name } },
    spec: {
      tls: [{ hosts: ['shop.test'], secretName }],
      defaultBackend: { service: { name: 'web', port: { number: 80 } } },
    },
  },
});

/** Creates an object, below its owner, and writes its status. */
export const storeObject = async (cluster: TestCluster, { object, status, owner }: StoredObject): Promise<void> => {
  const ownerReferences = owner && [await ownerReference(cluster, owner)];
  const metadata = { ...object.metadata, ...(ownerReferences && { ownerReferences }) };
  await cluster.apply([{ ...object, metadata }]);
  if (status === undefined) return;
  await cluster.request('PATCH', objectPath(object, 'status'), { status }, 'application/merge-patch+json');
};

const ownerReference = async ({ request }: TestCluster, owner: KubernetesObject) => {
  const { apiVersion, kind, metadata } = await request('GET', objectPath(owner));
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true };
};
