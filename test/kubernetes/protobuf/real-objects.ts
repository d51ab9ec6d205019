import { ApiError, type KubernetesObject, objectPath } from '../../cluster/api.ts';
import type { TestCluster } from '../../cluster/cluster.ts';
import { namespaceManifest } from '../../cluster/objects.ts';
import { savedObjects } from './saved-objects.ts';

const podSpec = { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }] }] };
const labels = { app: 'web' };
const template = { metadata: { labels }, spec: podSpec };
const webhook = {
  ...{ name: 'outside.acme.test', sideEffects: 'None', admissionReviewVersions: ['v1'] },
  clientConfig: { url: 'https://127.0.0.1:9/' },
  rules: [{ apiGroups: ['acme.test'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
};

/** Objects of kinds that the saved cluster has none of. */
const OTHER_OBJECTS = [
  {
    ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'nightly' } },
    spec: {
      template: { spec: { ...podSpec, restartPolicy: 'Never' } },
      backoffLimit: 0,
      completions: 2,
      suspend: false,
    },
    status: { active: 1, failed: 2, startTime: '2026-11-21T10:00:00Z', ready: 0 },
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' } },
    spec: { selector: { matchLabels: labels }, template },
    status: {
      desiredNumberScheduled: 3,
      numberReady: 0,
      observedGeneration: 1,
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
    },
  },
  {
    ...{ apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'legacy' } },
    spec: { selector: labels, template },
  },
  {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'shut' } },
    spec: {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 'http' }] }],
      egress: [{ to: [{ podSelector: { matchLabels: labels } }], ports: [{ port: 53, endPort: 60, protocol: 'UDP' }] }],
      policyTypes: ['Ingress', 'Egress'],
    },
  },
  {
    ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' } },
    spec: {
      capacity: { storage: '1.5Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
      storageClassName: 'by-hand',
    },
  },
  {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' } },
    ...{ provisioner: 'acme.test/disk', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true },
  },
  {
    ...{ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'limits' } },
    spec: {
      limits: [{ type: 'Container', default: { memory: '128Mi' }, defaultRequest: { cpu: '0.1' }, max: { cpu: '2' } }],
    },
  },
  {
    ...{
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'outside' },
    },
    webhooks: [webhook],
  },
] as const satisfies readonly KubernetesObject[];

/** Creates the objects of the saved cluster, and some of other kinds, with their status, as no controller runs. */
export const createRealObjects = async ({ request }: Pick<TestCluster, 'request'>): Promise<void> => {
  const saved = (await savedObjects('examples/cluster.json.gz')) as readonly SavedObject[];
  const namespaces = new Set(saved.flatMap(({ metadata }) => metadata?.namespace ?? []));
  const accounts = new Set(
    saved.map(({ metadata, spec }) => `${metadata?.namespace} ${spec?.serviceAccountName ?? 'default'}`),
  );
  for (const name of namespaces) await createObject({ request }, namespaceManifest(name));
  for (const account of accounts) {
    const [namespace = '', name = ''] = account.split(' ');
    await createObject({ request }, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  }
  for (const object of [...OTHER_OBJECTS, ...saved])
    if (object.metadata !== undefined) await createObject({ request }, object as KubernetesObject);
};

interface SavedObject {
  readonly metadata?: { readonly namespace?: string };
  readonly spec?: { readonly serviceAccountName?: string };
}

/** What the server refuses, as a second namespace of a name, is left out. */
const createObject = async ({ request }: Pick<TestCluster, 'request'>, object: KubernetesObject): Promise<void> => {
  const { name, namespace, labels, annotations } = object.metadata;
  const path = objectPath(object);
  const metadata = {
    name,
    ...(namespace && { namespace }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  try {
    const made = await request('POST', path.slice(0, path.lastIndexOf('/')), { ...object, metadata });
    const { status } = object as { readonly status?: object };
    if (status !== undefined) await request('PUT', `${path}/status`, { ...made, status });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
};
