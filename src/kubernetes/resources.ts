import type { ApiServerRow } from './views/api-servers.ts';
import { apiService } from './views/api-services.ts';
import { configMap } from './views/config-maps.ts';
import { cronJob } from './views/cron-jobs.ts';
import { daemonSet } from './views/daemon-sets.ts';
import { deployment } from './views/deployments.ts';
import { endpointSlice } from './views/endpoint-slices.ts';
import { event } from './views/events.ts';
import { horizontalPodAutoscaler } from './views/horizontal-pod-autoscalers.ts';
import { ingressClass } from './views/ingress-classes.ts';
import { ingress } from './views/ingresses.ts';
import { job } from './views/jobs.ts';
import { lease } from './views/leases.ts';
import { limitRange } from './views/limit-ranges.ts';
import { namespace } from './views/namespaces.ts';
import { networkPolicy } from './views/network-policies.ts';
import { node } from './views/nodes.ts';
import { persistentVolumeClaim } from './views/persistent-volume-claims.ts';
import { persistentVolume } from './views/persistent-volumes.ts';
import { podDisruptionBudget } from './views/pod-disruption-budgets.ts';
import { pod } from './views/pods.ts';
import { replicaSet } from './views/replica-sets.ts';
import { replicationController } from './views/replication-controllers.ts';
import { resourceQuota } from './views/resource-quotas.ts';
import { serviceAccount } from './views/service-accounts.ts';
import { service } from './views/services.ts';
import { statefulSet } from './views/stateful-sets.ts';
import { storageClass } from './views/storage-classes.ts';
import { mutatingWebhook, validatingWebhook } from './views/webhooks.ts';

/** Where a list is, and what is kept of an object of it. */
export interface Resource<Row = unknown> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The one namespace whose objects are of interest. */
  readonly within?: string;
  readonly project: (object: never) => Row;
}

type Form = readonly [group: string, version: string, resource: string, kind: string];

const namespaced = <Row>([group, version, resource, kind]: Form, project: (object: never) => Row): Resource<Row> => ({
  group,
  version,
  resource,
  kind,
  namespaced: true,
  project,
});

const clusterWide = <Row>(form: Form, project: (object: never) => Row): Resource<Row> => ({
  ...namespaced(form, project),
  namespaced: false,
});

/** Every list that can be read. From it come the requests, the roles of `kavmon rbac`, and what a snapshot may hold. */
export const resources = {
  pods: namespaced(['', 'v1', 'pods', 'Pod'], pod),
  deployments: namespaced(['apps', 'v1', 'deployments', 'Deployment'], deployment),
  replicaSets: namespaced(['apps', 'v1', 'replicasets', 'ReplicaSet'], replicaSet),
  replicationControllers: namespaced(
    ['', 'v1', 'replicationcontrollers', 'ReplicationController'],
    replicationController,
  ),
  statefulSets: namespaced(['apps', 'v1', 'statefulsets', 'StatefulSet'], statefulSet),
  daemonSets: namespaced(['apps', 'v1', 'daemonsets', 'DaemonSet'], daemonSet),
  jobs: namespaced(['batch', 'v1', 'jobs', 'Job'], job),
  cronJobs: namespaced(['batch', 'v1', 'cronjobs', 'CronJob'], cronJob),
  horizontalPodAutoscalers: namespaced(
    ['autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'],
    horizontalPodAutoscaler,
  ),
  podDisruptionBudgets: namespaced(
    ['policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget'],
    podDisruptionBudget,
  ),
  services: namespaced(['', 'v1', 'services', 'Service'], service),
  endpointSlices: namespaced(['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'], endpointSlice),
  ingresses: namespaced(['networking.k8s.io', 'v1', 'ingresses', 'Ingress'], ingress),
  ingressClasses: clusterWide(['networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass'], ingressClass),
  networkPolicies: namespaced(['networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy'], networkPolicy),
  persistentVolumeClaims: namespaced(
    ['', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'],
    persistentVolumeClaim,
  ),
  persistentVolumes: clusterWide(['', 'v1', 'persistentvolumes', 'PersistentVolume'], persistentVolume),
  storageClasses: clusterWide(['storage.k8s.io', 'v1', 'storageclasses', 'StorageClass'], storageClass),
  nodes: clusterWide(['', 'v1', 'nodes', 'Node'], node),
  leases: { ...namespaced(['coordination.k8s.io', 'v1', 'leases', 'Lease'], lease), within: 'kube-node-lease' },
  namespaces: clusterWide(['', 'v1', 'namespaces', 'Namespace'], namespace),
  resourceQuotas: namespaced(['', 'v1', 'resourcequotas', 'ResourceQuota'], resourceQuota),
  limitRanges: namespaced(['', 'v1', 'limitranges', 'LimitRange'], limitRange),
  serviceAccounts: namespaced(['', 'v1', 'serviceaccounts', 'ServiceAccount'], serviceAccount),
  configMaps: namespaced(['', 'v1', 'configmaps', 'ConfigMap'], configMap),
  validatingWebhooks: clusterWide(
    ['admissionregistration.k8s.io', 'v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
    validatingWebhook,
  ),
  mutatingWebhooks: clusterWide(
    ['admissionregistration.k8s.io', 'v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
    mutatingWebhook,
  ),
  apiServices: clusterWide(['apiregistration.k8s.io', 'v1', 'apiservices', 'APIService'], apiService),
  events: namespaced(['', 'v1', 'events', 'Event'], event),
} as const satisfies Readonly<Record<string, Resource>>;

/** What is listed: views, and events, which explain. */
export type Listed = keyof typeof resources;
/** Views that are lists of objects; the one that is not is the server's version. */
export type ListedView = Exclude<Listed, 'events'>;
export type RowOf<Name extends Listed> = (typeof resources)[Name] extends Resource<infer Row> ? Row : never;

/** Rows of the cluster by the name that a check uses in `needs`. Events are no view: they explain. */
export type Views = { readonly [Name in ListedView]: readonly RowOf<Name>[] } & {
  readonly apiServers: readonly ApiServerRow[];
};
export type ViewName = keyof Views;

/** All names of the table, in its order. */
export const listed = Object.keys(resources) as Listed[];

/** `pods`, `jobs.batch`: the name that kubectl takes, and recordings give to files. */
export const fullName = ({ resource, group }: Pick<Resource, 'resource' | 'group'>): string =>
  group ? `${resource}.${group}` : resource;

/** A row of an object by the table; the object is what the API calls one of this kind. */
export const project = <Name extends Listed>(name: Name, object: object): RowOf<Name> =>
  (resources[name] as Resource<RowOf<Name>>).project(object as never);
