import type { CustomKindName } from '../custom-kinds.ts';
import type { ResourceName } from '../resources.ts';
import type { Message } from './message.ts';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './tables/admissionregistration-v1.ts';
import { apiService } from './tables/apiregistration-v1.ts';
import { daemonSet, deployment, replicaSet, statefulSet } from './tables/apps-v1.ts';
import { horizontalPodAutoscaler } from './tables/autoscaling-v2.ts';
import { cronJob, job } from './tables/batch-v1.ts';
import { lease } from './tables/coordination-v1.ts';
import {
  configMap,
  event,
  limitRange,
  namespace,
  node,
  persistentVolume,
  persistentVolumeClaim,
  pod,
  replicationController,
  resourceQuota,
  service,
  serviceAccount,
} from './tables/core-v1.ts';
import { endpointSlice } from './tables/discovery-v1.ts';
import { ingress, ingressClass, networkPolicy } from './tables/networking-v1.ts';
import { podDisruptionBudget } from './tables/policy-v1.ts';
import { storageClass } from './tables/storage-v1.ts';

/** Kinds that come with a CustomResourceDefinition, which the API server has as JSON alone; and what is read by name. */
type JsonName = CustomKindName | GatewayApiName | 'tlsSecrets';

type GatewayApiName =
  | 'gateways'
  | 'gatewayClasses'
  | 'listenerSets'
  | 'httpRoutes'
  | 'grpcRoutes'
  | 'tlsRoutes'
  | 'tcpRoutes'
  | 'udpRoutes';

const builtInMessages: Readonly<Record<Exclude<ResourceName, JsonName>, Message<object>>> = {
  pods: pod,
  deployments: deployment,
  replicaSets: replicaSet,
  replicationControllers: replicationController,
  statefulSets: statefulSet,
  daemonSets: daemonSet,
  jobs: job,
  cronJobs: cronJob,
  horizontalPodAutoscalers: horizontalPodAutoscaler,
  podDisruptionBudgets: podDisruptionBudget,
  services: service,
  endpointSlices: endpointSlice,
  ingresses: ingress,
  ingressClasses: ingressClass,
  networkPolicies: networkPolicy,
  persistentVolumeClaims: persistentVolumeClaim,
  persistentVolumes: persistentVolume,
  storageClasses: storageClass,
  nodes: node,
  leases: lease,
  namespaces: namespace,
  resourceQuotas: resourceQuota,
  limitRanges: limitRange,
  serviceAccounts: serviceAccount,
  configMaps: configMap,
  validatingWebhooks: validatingWebhookConfiguration,
  mutatingWebhooks: mutatingWebhookConfiguration,
  apiServices: apiService,
  events: event,
};

/** How objects of a resource are read from protobuf; undefined where it has only JSON. */
export const messageOf = (name: ResourceName): Message<object> | undefined =>
  (builtInMessages as Partial<Record<ResourceName, Message<object>>>)[name];
