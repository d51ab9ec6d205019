import { customKinds } from './custom-kinds.ts';
import { isOwnKindView, ownKindEntry } from './own-kinds.ts';
import type { ResourceEntry } from './resource-entry.ts';
import type { ApiServerRow } from './views/api-servers.ts';
import { projectApiService } from './views/api-services.ts';
import { projectConfigMap } from './views/config-maps.ts';
import { projectCronJob } from './views/cron-jobs.ts';
import { projectDaemonSet } from './views/daemon-sets.ts';
import { projectDeployment } from './views/deployments.ts';
import { projectEndpointSlice } from './views/endpoint-slices.ts';
import { projectEvent } from './views/events.ts';
import { projectRoute, ROUTE_PATHS, type RouteKind, type RouteRow } from './views/gateway-routes.ts';
import {
  GATEWAY_PATHS,
  LISTENER_SET_PATHS,
  projectGateway,
  projectGatewayClass,
  projectListenerSet,
} from './views/gateways.ts';
import { projectHorizontalPodAutoscaler } from './views/horizontal-pod-autoscalers.ts';
import { projectIngressClass } from './views/ingress-classes.ts';
import { projectIngress } from './views/ingresses.ts';
import { projectJob } from './views/jobs.ts';
import { projectLease } from './views/leases.ts';
import { projectLimitRange } from './views/limit-ranges.ts';
import { projectNamespace } from './views/namespaces.ts';
import { projectNetworkPolicy } from './views/network-policies.ts';
import { projectNode } from './views/nodes.ts';
import { projectPersistentVolumeClaim } from './views/persistent-volume-claims.ts';
import { projectPersistentVolume } from './views/persistent-volumes.ts';
import { projectPodDisruptionBudget } from './views/pod-disruption-budgets.ts';
import { projectPod } from './views/pods.ts';
import { projectReplicaSet } from './views/replica-sets.ts';
import { projectReplicationController } from './views/replication-controllers.ts';
import { projectResourceQuota } from './views/resource-quotas.ts';
import { projectServiceAccount } from './views/service-accounts.ts';
import { projectService } from './views/services.ts';
import { projectStatefulSet } from './views/stateful-sets.ts';
import { projectStorageClass } from './views/storage-classes.ts';
import { projectTlsSecret } from './views/tls-secrets.ts';
import { projectMutatingWebhook, projectValidatingWebhook } from './views/webhooks.ts';

type ResourceForm = readonly [group: string, version: string, resource: string, kind: string];

const namespacedResource = <Row>(
  [group, version, resource, kind]: ResourceForm,
  project: (object: never) => Row,
): ResourceEntry<Row> => ({
  group,
  version,
  resource,
  kind,
  namespaced: true,
  project,
});

const clusterResource = <Row>(form: ResourceForm, project: (object: never) => Row): ResourceEntry<Row> => ({
  ...namespacedResource(form, project),
  namespaced: false,
});

/** A resource that comes with a CustomResourceDefinition. */
const customResource = <Row>(
  form: ResourceForm,
  olderVersions: readonly string[],
  paths: readonly string[],
  project: (object: never) => Row,
): ResourceEntry<Row> => ({ ...namespacedResource(form, project), olderVersions, paths });

const GATEWAY_API = 'gateway.networking.k8s.io';

const routeResource = (plural: string, kind: RouteKind, olderVersions: readonly string[]): ResourceEntry<RouteRow> =>
  customResource([GATEWAY_API, 'v1', plural, kind], olderVersions, ROUTE_PATHS, projectRoute(kind));

/** Every list that can be read: by it requests are made, `kavmon rbac` writes roles, and snapshots are saved and replayed. */
export const resourceTable = {
  pods: namespacedResource(['', 'v1', 'pods', 'Pod'], projectPod),
  deployments: namespacedResource(['apps', 'v1', 'deployments', 'Deployment'], projectDeployment),
  replicaSets: namespacedResource(['apps', 'v1', 'replicasets', 'ReplicaSet'], projectReplicaSet),
  replicationControllers: namespacedResource(
    ['', 'v1', 'replicationcontrollers', 'ReplicationController'],
    projectReplicationController,
  ),
  statefulSets: namespacedResource(['apps', 'v1', 'statefulsets', 'StatefulSet'], projectStatefulSet),
  daemonSets: namespacedResource(['apps', 'v1', 'daemonsets', 'DaemonSet'], projectDaemonSet),
  jobs: namespacedResource(['batch', 'v1', 'jobs', 'Job'], projectJob),
  cronJobs: namespacedResource(['batch', 'v1', 'cronjobs', 'CronJob'], projectCronJob),
  horizontalPodAutoscalers: namespacedResource(
    ['autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'],
    projectHorizontalPodAutoscaler,
  ),
  podDisruptionBudgets: namespacedResource(
    ['policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget'],
    projectPodDisruptionBudget,
  ),
  services: namespacedResource(['', 'v1', 'services', 'Service'], projectService),
  endpointSlices: namespacedResource(
    ['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'],
    projectEndpointSlice,
  ),
  ingresses: namespacedResource(['networking.k8s.io', 'v1', 'ingresses', 'Ingress'], projectIngress),
  gateways: customResource([GATEWAY_API, 'v1', 'gateways', 'Gateway'], ['v1beta1'], GATEWAY_PATHS, projectGateway),
  listenerSets: customResource(
    [GATEWAY_API, 'v1', 'listenersets', 'ListenerSet'],
    [],
    LISTENER_SET_PATHS,
    projectListenerSet,
  ),
  gatewayClasses: {
    ...customResource(
      [GATEWAY_API, 'v1', 'gatewayclasses', 'GatewayClass'],
      ['v1beta1'],
      ['spec.controllerName'],
      projectGatewayClass,
    ),
    namespaced: false,
  },
  httpRoutes: routeResource('httproutes', 'HTTPRoute', ['v1beta1']),
  grpcRoutes: routeResource('grpcroutes', 'GRPCRoute', ['v1alpha2']),
  tlsRoutes: routeResource('tlsroutes', 'TLSRoute', ['v1alpha3', 'v1alpha2']),
  tcpRoutes: routeResource('tcproutes', 'TCPRoute', ['v1alpha2']),
  udpRoutes: routeResource('udproutes', 'UDPRoute', ['v1alpha2']),
  ingressClasses: clusterResource(['networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass'], projectIngressClass),
  networkPolicies: namespacedResource(
    ['networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy'],
    projectNetworkPolicy,
  ),
  persistentVolumeClaims: namespacedResource(
    ['', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'],
    projectPersistentVolumeClaim,
  ),
  persistentVolumes: clusterResource(['', 'v1', 'persistentvolumes', 'PersistentVolume'], projectPersistentVolume),
  storageClasses: clusterResource(['storage.k8s.io', 'v1', 'storageclasses', 'StorageClass'], projectStorageClass),
  nodes: clusterResource(['', 'v1', 'nodes', 'Node'], projectNode),
  leases: {
    ...namespacedResource(['coordination.k8s.io', 'v1', 'leases', 'Lease'], projectLease),
    within: 'kube-node-lease',
  },
  namespaces: clusterResource(['', 'v1', 'namespaces', 'Namespace'], projectNamespace),
  resourceQuotas: namespacedResource(['', 'v1', 'resourcequotas', 'ResourceQuota'], projectResourceQuota),
  limitRanges: namespacedResource(['', 'v1', 'limitranges', 'LimitRange'], projectLimitRange),
  serviceAccounts: namespacedResource(['', 'v1', 'serviceaccounts', 'ServiceAccount'], projectServiceAccount),
  configMaps: namespacedResource(['', 'v1', 'configmaps', 'ConfigMap'], projectConfigMap),
  tlsSecrets: { ...namespacedResource(['', 'v1', 'secrets', 'Secret'], projectTlsSecret), byName: true },
  validatingWebhooks: clusterResource(
    ['admissionregistration.k8s.io', 'v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
    projectValidatingWebhook,
  ),
  mutatingWebhooks: clusterResource(
    ['admissionregistration.k8s.io', 'v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
    projectMutatingWebhook,
  ),
  ...customKinds,
  apiServices: clusterResource(['apiregistration.k8s.io', 'v1', 'apiservices', 'APIService'], projectApiService),
  events: namespacedResource(['', 'v1', 'events', 'Event'], projectEvent),
} as const satisfies Readonly<Record<string, ResourceEntry>>;

/** Everything that is read: views, and events. */
export type ResourceName = keyof typeof resourceTable;
/** Views that are lists of objects: all but `apiServers`, which is the server's version. */
export type ListedViewName = Exclude<ResourceName, 'events'>;
export type RowOf<Name extends ResourceName> =
  (typeof resourceTable)[Name] extends ResourceEntry<infer Row> ? Row : never;

/** Rows of the cluster, by the names that checks use in `needs`. Events are not among them: they explain and are not judged. */
export type ClusterViews = { readonly [Name in ListedViewName]: readonly RowOf<Name>[] } & {
  readonly apiServers: readonly ApiServerRow[];
};
export type ViewName = keyof ClusterViews;

/** Whether a view is a list of objects. */
export const isListedView = (view: ViewName): view is ListedViewName => view !== 'apiServers';

/** Where the objects of a resource are, and their projection to rows. */
export const resourceOf = (name: ResourceName): ResourceEntry =>
  isOwnKindView(name) ? ownKindEntry(name) : resourceTable[name];

/** Whether its objects are read one by one, by the names that other objects have for them. */
export const isReadByName = (name: ResourceName): boolean => resourceOf(name).byName === true;

/** Whether a resource comes with a CustomResourceDefinition, so that a cluster need not have it. */
export const isCustomResource = (name: ResourceName): boolean => resourceOf(name).olderVersions !== undefined;

/** All names of the table, in its order. */
export const resourceNames = Object.keys(resourceTable) as ResourceName[];

/** Whether it is the name of a resource that can be read. */
export const isResourceName = (name: string): name is ResourceName =>
  Object.hasOwn(resourceTable, name) || isOwnKindView(name);

/** `v1`, `batch/v1`: the `apiVersion` of the objects. */
export const formatApiVersion = ({ group, version }: Pick<ResourceEntry, 'group' | 'version'>): string =>
  group ? `${group}/${version}` : version;

/** `pods`, `jobs.batch`: the name that kubectl takes, and that files of recordings have. */
export const fullResourceName = ({ resource, group }: Pick<ResourceEntry, 'resource' | 'group'>): string =>
  group ? `${resource}.${group}` : resource;

/** What a view is called in reports and messages: `pods`, and of an own kind `widgets.acme.io`. */
export const viewLabel = (view: ViewName): string =>
  isListedView(view) && isOwnKindView(view) ? fullResourceName(resourceOf(view)) : view;

/** Returns the row of an API object of this kind. @throws when it has no name, or a value that is not of the API's type. */
export const projectObject = <Name extends ResourceName>(name: Name, object: object): RowOf<Name> => {
  const { kind, project }: ResourceEntry<RowOf<Name>> = resourceOf(name) as ResourceEntry<RowOf<Name>>;
  try {
    return project(object as never);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Error(`a ${kind} has a value of a wrong type`, { cause });
  }
};
