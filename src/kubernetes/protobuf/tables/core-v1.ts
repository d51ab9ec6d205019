// Fields of k8s.io.api.core.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import {
  flag,
  inlined,
  int32,
  int64,
  intOrText,
  keyMap,
  many,
  one,
  quantityMap,
  requiredOne,
  text,
  textMap,
  texts,
  time,
} from '../fields.ts';
import { type Decoded, message, sharedMessage } from '../message.ts';
import { objectMeta } from './meta-v1.ts';

export const keyToPath = message('KeyToPath', {
  key: text.required(1),
});
export type WireKeyToPath = Decoded<typeof keyToPath>;

export const secretVolumeSource = message('SecretVolumeSource', {
  secretName: text.nonZero(1),
  items: many(2, keyToPath),
  optional: flag.nullable(4),
});
export type WireSecretVolumeSource = Decoded<typeof secretVolumeSource>;

export const persistentVolumeClaimVolumeSource = message('PersistentVolumeClaimVolumeSource', {
  claimName: text.required(1),
});
export type WirePersistentVolumeClaimVolumeSource = Decoded<typeof persistentVolumeClaimVolumeSource>;

export const localObjectReference = message('LocalObjectReference', {
  name: text.nonZero(1),
});
export type WireLocalObjectReference = Decoded<typeof localObjectReference>;

export const configMapVolumeSource = message(
  'ConfigMapVolumeSource',
  {
    items: many(2, keyToPath),
    optional: flag.nullable(4),
  },
  inlined(1, localObjectReference),
);
export type WireConfigMapVolumeSource = Decoded<typeof configMapVolumeSource>;

export const secretProjection = message(
  'SecretProjection',
  {
    items: many(2, keyToPath),
    optional: flag.nullable(4),
  },
  inlined(1, localObjectReference),
);
export type WireSecretProjection = Decoded<typeof secretProjection>;

export const configMapProjection = message(
  'ConfigMapProjection',
  {
    items: many(2, keyToPath),
    optional: flag.nullable(4),
  },
  inlined(1, localObjectReference),
);
export type WireConfigMapProjection = Decoded<typeof configMapProjection>;

export const volumeProjection = message('VolumeProjection', {
  secret: one(1, secretProjection),
  configMap: one(3, configMapProjection),
});
export type WireVolumeProjection = Decoded<typeof volumeProjection>;

export const projectedVolumeSource = sharedMessage('ProjectedVolumeSource', {
  sources: many(1, volumeProjection),
});
export type WireProjectedVolumeSource = Decoded<typeof projectedVolumeSource>;

export const ephemeralVolumeSource = message('EphemeralVolumeSource', {});
export type WireEphemeralVolumeSource = Decoded<typeof ephemeralVolumeSource>;

export const volumeSource = message('VolumeSource', {
  secret: one(6, secretVolumeSource),
  persistentVolumeClaim: one(10, persistentVolumeClaimVolumeSource),
  configMap: one(19, configMapVolumeSource),
  projected: one(26, projectedVolumeSource),
  ephemeral: one(29, ephemeralVolumeSource),
});
export type WireVolumeSource = Decoded<typeof volumeSource>;

export const volume = message(
  'Volume',
  {
    name: text.required(1),
  },
  inlined(2, volumeSource),
);
export type WireVolume = Decoded<typeof volume>;

export const containerPort = message('ContainerPort', {
  name: text.nonZero(1),
  hostPort: int32.nonZero(2),
  containerPort: int32.required(3),
  protocol: text.nonZero(4),
});
export type WireContainerPort = Decoded<typeof containerPort>;

export const configMapKeySelector = message(
  'ConfigMapKeySelector',
  {
    key: text.required(2),
    optional: flag.nullable(3),
  },
  inlined(1, localObjectReference),
);
export type WireConfigMapKeySelector = Decoded<typeof configMapKeySelector>;

export const secretKeySelector = message(
  'SecretKeySelector',
  {
    key: text.required(2),
    optional: flag.nullable(3),
  },
  inlined(1, localObjectReference),
);
export type WireSecretKeySelector = Decoded<typeof secretKeySelector>;

export const envVarSource = message('EnvVarSource', {
  configMapKeyRef: one(3, configMapKeySelector),
  secretKeyRef: one(4, secretKeySelector),
});
export type WireEnvVarSource = Decoded<typeof envVarSource>;

export const envVar = message('EnvVar', {
  name: text.required(1),
  value: text.nonZero(2),
  valueFrom: one(3, envVarSource),
});
export type WireEnvVar = Decoded<typeof envVar>;

export const resourceRequirements = message('ResourceRequirements', {
  limits: quantityMap(1),
  requests: quantityMap(2),
});
export type WireResourceRequirements = Decoded<typeof resourceRequirements>;

export const httpGetAction = message('HTTPGetAction', {
  path: text.nonZero(1),
  port: intOrText(2),
  scheme: text.nonZero(4),
});
export type WireHTTPGetAction = Decoded<typeof httpGetAction>;

export const tcpSocketAction = message('TCPSocketAction', {
  port: intOrText(1),
});
export type WireTCPSocketAction = Decoded<typeof tcpSocketAction>;

export const grpcAction = message('GRPCAction', {
  port: int32.required(1),
  service: text.nullable(2),
});
export type WireGRPCAction = Decoded<typeof grpcAction>;

export const probeHandler = message('ProbeHandler', {
  httpGet: one(2, httpGetAction),
  tcpSocket: one(3, tcpSocketAction),
  grpc: one(4, grpcAction),
});
export type WireProbeHandler = Decoded<typeof probeHandler>;

export const probe = message(
  'Probe',
  {
    initialDelaySeconds: int32.nonZero(2),
    timeoutSeconds: int32.nonZero(3),
    periodSeconds: int32.nonZero(4),
    failureThreshold: int32.nonZero(6),
  },
  inlined(1, probeHandler),
);
export type WireProbe = Decoded<typeof probe>;

export const configMapEnvSource = message(
  'ConfigMapEnvSource',
  {
    optional: flag.nullable(2),
  },
  inlined(1, localObjectReference),
);
export type WireConfigMapEnvSource = Decoded<typeof configMapEnvSource>;

export const secretEnvSource = message(
  'SecretEnvSource',
  {
    optional: flag.nullable(2),
  },
  inlined(1, localObjectReference),
);
export type WireSecretEnvSource = Decoded<typeof secretEnvSource>;

export const envFromSource = message('EnvFromSource', {
  configMapRef: one(2, configMapEnvSource),
  secretRef: one(3, secretEnvSource),
});
export type WireEnvFromSource = Decoded<typeof envFromSource>;

export const container = sharedMessage('Container', {
  name: text.required(1),
  image: text.nonZero(2),
  command: texts(3),
  ports: many(6, containerPort),
  env: many(7, envVar),
  resources: one(8, resourceRequirements),
  livenessProbe: one(10, probe),
  readinessProbe: one(11, probe),
  imagePullPolicy: text.nonZero(14),
  envFrom: many(19, envFromSource),
  startupProbe: one(22, probe),
  restartPolicy: text.nullable(24),
});
export type WireContainer = Decoded<typeof container>;

export const nodeSelectorRequirement = message('NodeSelectorRequirement', {
  key: text.required(1),
  operator: text.required(2),
  values: texts(3),
});
export type WireNodeSelectorRequirement = Decoded<typeof nodeSelectorRequirement>;

export const nodeSelectorTerm = message('NodeSelectorTerm', {
  matchExpressions: many(1, nodeSelectorRequirement),
  matchFields: many(2, nodeSelectorRequirement),
});
export type WireNodeSelectorTerm = Decoded<typeof nodeSelectorTerm>;

export const nodeSelector = message('NodeSelector', {
  nodeSelectorTerms: many(1, nodeSelectorTerm),
});
export type WireNodeSelector = Decoded<typeof nodeSelector>;

export const nodeAffinity = message('NodeAffinity', {
  requiredDuringSchedulingIgnoredDuringExecution: one(1, nodeSelector),
});
export type WireNodeAffinity = Decoded<typeof nodeAffinity>;

export const podAffinityTerm = message('PodAffinityTerm', {});
export type WirePodAffinityTerm = Decoded<typeof podAffinityTerm>;

export const podAffinity = message('PodAffinity', {
  requiredDuringSchedulingIgnoredDuringExecution: many(1, podAffinityTerm),
});
export type WirePodAffinity = Decoded<typeof podAffinity>;

export const podAntiAffinity = message('PodAntiAffinity', {
  requiredDuringSchedulingIgnoredDuringExecution: many(1, podAffinityTerm),
});
export type WirePodAntiAffinity = Decoded<typeof podAntiAffinity>;

export const affinity = sharedMessage('Affinity', {
  nodeAffinity: one(1, nodeAffinity),
  podAffinity: one(2, podAffinity),
  podAntiAffinity: one(3, podAntiAffinity),
});
export type WireAffinity = Decoded<typeof affinity>;

export const toleration = sharedMessage('Toleration', {
  key: text.nonZero(1),
  operator: text.nonZero(2),
  value: text.nonZero(3),
  effect: text.nonZero(4),
  tolerationSeconds: int64.nullable(5),
});
export type WireToleration = Decoded<typeof toleration>;

export const podDNSConfig = message('PodDNSConfig', {
  nameservers: texts(1),
});
export type WirePodDNSConfig = Decoded<typeof podDNSConfig>;

export const topologySpreadConstraint = message('TopologySpreadConstraint', {
  whenUnsatisfiable: text.required(3),
});
export type WireTopologySpreadConstraint = Decoded<typeof topologySpreadConstraint>;

export const podSchedulingGate = message('PodSchedulingGate', {
  name: text.required(1),
});
export type WirePodSchedulingGate = Decoded<typeof podSchedulingGate>;

export const podSpec = message('PodSpec', {
  volumes: many(1, volume),
  initContainers: many(20, container),
  containers: many(2, container),
  restartPolicy: text.nonZero(3),
  terminationGracePeriodSeconds: int64.nullable(4),
  dnsPolicy: text.nonZero(6),
  nodeSelector: textMap(7),
  serviceAccountName: text.nonZero(8),
  nodeName: text.nonZero(10),
  hostNetwork: flag.nonZero(11),
  imagePullSecrets: many(15, localObjectReference),
  affinity: one(18, affinity),
  schedulerName: text.nonZero(19),
  tolerations: many(22, toleration),
  priorityClassName: text.nonZero(24),
  priority: int32.nullable(25),
  dnsConfig: one(26, podDNSConfig),
  runtimeClassName: text.nullable(29),
  topologySpreadConstraints: many(33, topologySpreadConstraint),
  schedulingGates: many(38, podSchedulingGate),
});
export type WirePodSpec = Decoded<typeof podSpec>;

export const podCondition = message('PodCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(4),
  reason: text.nonZero(5),
  message: text.nonZero(6),
});
export type WirePodCondition = Decoded<typeof podCondition>;

export const containerStateWaiting = message('ContainerStateWaiting', {
  reason: text.nonZero(1),
  message: text.nonZero(2),
});
export type WireContainerStateWaiting = Decoded<typeof containerStateWaiting>;

export const containerStateRunning = message('ContainerStateRunning', {
  startedAt: time(1),
});
export type WireContainerStateRunning = Decoded<typeof containerStateRunning>;

export const containerStateTerminated = message('ContainerStateTerminated', {
  exitCode: int32.required(1),
  signal: int32.nonZero(2),
  reason: text.nonZero(3),
  message: text.nonZero(4),
  startedAt: time(5),
  finishedAt: time(6),
});
export type WireContainerStateTerminated = Decoded<typeof containerStateTerminated>;

export const containerState = message('ContainerState', {
  waiting: one(1, containerStateWaiting),
  running: one(2, containerStateRunning),
  terminated: one(3, containerStateTerminated),
});
export type WireContainerState = Decoded<typeof containerState>;

export const containerStatus = message('ContainerStatus', {
  name: text.required(1),
  state: one(2, containerState),
  lastState: one(3, containerState),
  ready: flag.required(4),
  restartCount: int32.required(5),
  image: text.required(6),
  imageID: text.required(7),
  started: flag.nullable(9),
});
export type WireContainerStatus = Decoded<typeof containerStatus>;

export const podStatus = message('PodStatus', {
  phase: text.nonZero(1),
  conditions: many(2, podCondition),
  message: text.nonZero(3),
  reason: text.nonZero(4),
  podIP: text.nonZero(6),
  startTime: time(7),
  containerStatuses: many(8, containerStatus),
  initContainerStatuses: many(10, containerStatus),
});
export type WirePodStatus = Decoded<typeof podStatus>;

export const pod = message('Pod', {
  metadata: one(1, objectMeta),
  spec: one(2, podSpec),
  status: one(3, podStatus),
});
export type WirePod = Decoded<typeof pod>;

export const podTemplateSpec = message('PodTemplateSpec', {
  metadata: one(1, objectMeta),
  spec: one(2, podSpec),
});
export type WirePodTemplateSpec = Decoded<typeof podTemplateSpec>;

export const replicationControllerSpec = message('ReplicationControllerSpec', {
  replicas: int32.nullable(1),
  selector: textMap(2),
  template: one(3, podTemplateSpec),
});
export type WireReplicationControllerSpec = Decoded<typeof replicationControllerSpec>;

export const replicationControllerCondition = message('ReplicationControllerCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(3),
  reason: text.nonZero(4),
  message: text.nonZero(5),
});
export type WireReplicationControllerCondition = Decoded<typeof replicationControllerCondition>;

export const replicationControllerStatus = message('ReplicationControllerStatus', {
  replicas: int32.required(1),
  readyReplicas: int32.nonZero(4),
  availableReplicas: int32.nonZero(5),
  observedGeneration: int64.nonZero(3),
  conditions: many(6, replicationControllerCondition),
});
export type WireReplicationControllerStatus = Decoded<typeof replicationControllerStatus>;

export const replicationController = message('ReplicationController', {
  metadata: one(1, objectMeta),
  spec: one(2, replicationControllerSpec),
  status: one(3, replicationControllerStatus),
});
export type WireReplicationController = Decoded<typeof replicationController>;

export const servicePort = message('ServicePort', {
  name: text.nonZero(1),
  protocol: text.nonZero(2),
  port: int32.required(3),
  targetPort: intOrText(4),
  nodePort: int32.nonZero(5),
  appProtocol: text.nullable(6),
});
export type WireServicePort = Decoded<typeof servicePort>;

export const serviceSpec = message('ServiceSpec', {
  ports: many(1, servicePort),
  selector: textMap(2),
  clusterIP: text.nonZero(3),
  clusterIPs: texts(18),
  type: text.nonZero(4),
  externalIPs: texts(5),
  externalName: text.nonZero(10),
  publishNotReadyAddresses: flag.nonZero(13),
  loadBalancerClass: text.nullable(21),
  internalTrafficPolicy: text.nullable(22),
});
export type WireServiceSpec = Decoded<typeof serviceSpec>;

export const loadBalancerIngress = message('LoadBalancerIngress', {
  ip: text.nonZero(1),
  hostname: text.nonZero(2),
});
export type WireLoadBalancerIngress = Decoded<typeof loadBalancerIngress>;

export const loadBalancerStatus = message('LoadBalancerStatus', {
  ingress: many(1, loadBalancerIngress),
});
export type WireLoadBalancerStatus = Decoded<typeof loadBalancerStatus>;

export const serviceStatus = message('ServiceStatus', {
  loadBalancer: one(1, loadBalancerStatus),
});
export type WireServiceStatus = Decoded<typeof serviceStatus>;

export const service = message('Service', {
  metadata: one(1, objectMeta),
  spec: one(2, serviceSpec),
  status: one(3, serviceStatus),
});
export type WireService = Decoded<typeof service>;

export const volumeResourceRequirements = message('VolumeResourceRequirements', {
  requests: quantityMap(2),
});
export type WireVolumeResourceRequirements = Decoded<typeof volumeResourceRequirements>;

export const persistentVolumeClaimSpec = message('PersistentVolumeClaimSpec', {
  accessModes: texts(1),
  resources: one(2, volumeResourceRequirements),
  volumeName: text.nonZero(3),
  storageClassName: text.nullable(5),
});
export type WirePersistentVolumeClaimSpec = Decoded<typeof persistentVolumeClaimSpec>;

export const persistentVolumeClaimCondition = message('PersistentVolumeClaimCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(4),
  reason: text.nonZero(5),
  message: text.nonZero(6),
});
export type WirePersistentVolumeClaimCondition = Decoded<typeof persistentVolumeClaimCondition>;

export const persistentVolumeClaimStatus = message('PersistentVolumeClaimStatus', {
  phase: text.nonZero(1),
  capacity: quantityMap(3),
  conditions: many(4, persistentVolumeClaimCondition),
  allocatedResourceStatuses: textMap(7),
});
export type WirePersistentVolumeClaimStatus = Decoded<typeof persistentVolumeClaimStatus>;

export const persistentVolumeClaim = message('PersistentVolumeClaim', {
  metadata: one(1, objectMeta),
  spec: one(2, persistentVolumeClaimSpec),
  status: one(3, persistentVolumeClaimStatus),
});
export type WirePersistentVolumeClaim = Decoded<typeof persistentVolumeClaim>;

export const objectReference = message('ObjectReference', {
  kind: text.nonZero(1),
  namespace: text.nonZero(2),
  name: text.nonZero(3),
  uid: text.nonZero(4),
  fieldPath: text.nonZero(7),
});
export type WireObjectReference = Decoded<typeof objectReference>;

export const volumeNodeAffinity = message('VolumeNodeAffinity', {
  required: one(1, nodeSelector),
});
export type WireVolumeNodeAffinity = Decoded<typeof volumeNodeAffinity>;

export const persistentVolumeSpec = message('PersistentVolumeSpec', {
  capacity: quantityMap(1),
  claimRef: one(4, objectReference),
  persistentVolumeReclaimPolicy: text.nonZero(5),
  storageClassName: text.nonZero(6),
  nodeAffinity: one(9, volumeNodeAffinity),
});
export type WirePersistentVolumeSpec = Decoded<typeof persistentVolumeSpec>;

export const persistentVolumeStatus = message('PersistentVolumeStatus', {
  phase: text.nonZero(1),
  message: text.nonZero(2),
  reason: text.nonZero(3),
  lastPhaseTransitionTime: time(4),
});
export type WirePersistentVolumeStatus = Decoded<typeof persistentVolumeStatus>;

export const persistentVolume = message('PersistentVolume', {
  metadata: one(1, objectMeta),
  spec: one(2, persistentVolumeSpec),
  status: one(3, persistentVolumeStatus),
});
export type WirePersistentVolume = Decoded<typeof persistentVolume>;

export const typedLocalObjectReference = message('TypedLocalObjectReference', {
  kind: text.required(2),
  name: text.required(3),
});
export type WireTypedLocalObjectReference = Decoded<typeof typedLocalObjectReference>;

export const taint = message('Taint', {
  key: text.required(1),
  value: text.nonZero(2),
  effect: text.required(3),
  timeAdded: time(4),
});
export type WireTaint = Decoded<typeof taint>;

export const nodeSpec = message('NodeSpec', {
  unschedulable: flag.nonZero(4),
  taints: many(5, taint),
});
export type WireNodeSpec = Decoded<typeof nodeSpec>;

export const nodeCondition = message('NodeCondition', {
  type: text.required(1),
  status: text.required(2),
  lastHeartbeatTime: time(3),
  lastTransitionTime: time(4),
  reason: text.nonZero(5),
  message: text.nonZero(6),
});
export type WireNodeCondition = Decoded<typeof nodeCondition>;

export const nodeSystemInfo = message('NodeSystemInfo', {
  kubeletVersion: text.required(7),
  containerRuntimeVersion: text.required(6),
  operatingSystem: text.required(9),
  architecture: text.required(10),
});
export type WireNodeSystemInfo = Decoded<typeof nodeSystemInfo>;

export const nodeStatus = message('NodeStatus', {
  capacity: quantityMap(1),
  allocatable: quantityMap(2),
  conditions: many(4, nodeCondition),
  nodeInfo: one(7, nodeSystemInfo),
});
export type WireNodeStatus = Decoded<typeof nodeStatus>;

export const node = message('Node', {
  metadata: one(1, objectMeta),
  spec: one(2, nodeSpec),
  status: one(3, nodeStatus),
});
export type WireNode = Decoded<typeof node>;

export const namespaceCondition = message('NamespaceCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(4),
  reason: text.nonZero(5),
  message: text.nonZero(6),
});
export type WireNamespaceCondition = Decoded<typeof namespaceCondition>;

export const namespaceStatus = message('NamespaceStatus', {
  phase: text.nonZero(1),
  conditions: many(2, namespaceCondition),
});
export type WireNamespaceStatus = Decoded<typeof namespaceStatus>;

export const namespace = message('Namespace', {
  metadata: one(1, objectMeta),
  status: one(3, namespaceStatus),
});
export type WireNamespace = Decoded<typeof namespace>;

export const resourceQuotaSpec = message('ResourceQuotaSpec', {
  hard: quantityMap(1),
  scopes: texts(2),
});
export type WireResourceQuotaSpec = Decoded<typeof resourceQuotaSpec>;

export const resourceQuotaStatus = message('ResourceQuotaStatus', {
  hard: quantityMap(1),
  used: quantityMap(2),
});
export type WireResourceQuotaStatus = Decoded<typeof resourceQuotaStatus>;

export const resourceQuota = message('ResourceQuota', {
  metadata: one(1, objectMeta),
  spec: one(2, resourceQuotaSpec),
  status: one(3, resourceQuotaStatus),
});
export type WireResourceQuota = Decoded<typeof resourceQuota>;

export const limitRangeItem = message('LimitRangeItem', {
  type: text.required(1),
  max: quantityMap(2),
  min: quantityMap(3),
  default: quantityMap(4),
  defaultRequest: quantityMap(5),
  maxLimitRequestRatio: quantityMap(6),
});
export type WireLimitRangeItem = Decoded<typeof limitRangeItem>;

export const limitRangeSpec = message('LimitRangeSpec', {
  limits: many(1, limitRangeItem),
});
export type WireLimitRangeSpec = Decoded<typeof limitRangeSpec>;

export const limitRange = message('LimitRange', {
  metadata: one(1, objectMeta),
  spec: one(2, limitRangeSpec),
});
export type WireLimitRange = Decoded<typeof limitRange>;

export const serviceAccount = message('ServiceAccount', {
  metadata: one(1, objectMeta),
  imagePullSecrets: many(3, localObjectReference),
});
export type WireServiceAccount = Decoded<typeof serviceAccount>;

export const configMap = message('ConfigMap', {
  metadata: one(1, objectMeta),
  data: textMap(2),
  binaryData: keyMap(3),
});
export type WireConfigMap = Decoded<typeof configMap>;

export const eventSeries = message('EventSeries', {
  count: int32.nonZero(1),
  lastObservedTime: time(2),
});
export type WireEventSeries = Decoded<typeof eventSeries>;

export const event = message('Event', {
  metadata: requiredOne(1, objectMeta),
  involvedObject: requiredOne(2, objectReference),
  reason: text.nonZero(3),
  message: text.nonZero(4),
  firstTimestamp: time(6),
  lastTimestamp: time(7),
  count: int32.nonZero(8),
  type: text.nonZero(9),
  eventTime: time(10),
  series: one(11, eventSeries),
});
export type WireEvent = Decoded<typeof event>;
