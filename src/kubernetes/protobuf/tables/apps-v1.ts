// Fields of k8s.io.api.apps.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { flag, int32, int64, many, one, requiredOne, text, time } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { persistentVolumeClaim, podTemplateSpec } from './core-v1.ts';
import { labelSelector, objectMeta } from './meta-v1.ts';

export const deploymentStrategy = message('DeploymentStrategy', {
  type: text.nonZero(1),
});
export type WireDeploymentStrategy = Decoded<typeof deploymentStrategy>;

export const deploymentSpec = message('DeploymentSpec', {
  replicas: int32.nullable(1),
  selector: one(2, labelSelector),
  template: requiredOne(3, podTemplateSpec),
  strategy: one(4, deploymentStrategy),
  minReadySeconds: int32.nonZero(5),
  paused: flag.nonZero(7),
  progressDeadlineSeconds: int32.nullable(9),
});
export type WireDeploymentSpec = Decoded<typeof deploymentSpec>;

export const deploymentCondition = message('DeploymentCondition', {
  type: text.required(1),
  status: text.required(2),
  lastUpdateTime: time(6),
  lastTransitionTime: time(7),
  reason: text.nonZero(4),
  message: text.nonZero(5),
});
export type WireDeploymentCondition = Decoded<typeof deploymentCondition>;

export const deploymentStatus = message('DeploymentStatus', {
  observedGeneration: int64.nonZero(1),
  replicas: int32.nonZero(2),
  updatedReplicas: int32.nonZero(3),
  readyReplicas: int32.nonZero(7),
  availableReplicas: int32.nonZero(4),
  conditions: many(6, deploymentCondition),
});
export type WireDeploymentStatus = Decoded<typeof deploymentStatus>;

export const deployment = message('Deployment', {
  metadata: one(1, objectMeta),
  spec: one(2, deploymentSpec),
  status: one(3, deploymentStatus),
});
export type WireDeployment = Decoded<typeof deployment>;

export const replicaSetSpec = message('ReplicaSetSpec', {
  replicas: int32.nullable(1),
  selector: one(2, labelSelector),
  template: one(3, podTemplateSpec),
});
export type WireReplicaSetSpec = Decoded<typeof replicaSetSpec>;

export const replicaSetCondition = message('ReplicaSetCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(3),
  reason: text.nonZero(4),
  message: text.nonZero(5),
});
export type WireReplicaSetCondition = Decoded<typeof replicaSetCondition>;

export const replicaSetStatus = message('ReplicaSetStatus', {
  replicas: int32.required(1),
  readyReplicas: int32.nonZero(4),
  availableReplicas: int32.nonZero(5),
  observedGeneration: int64.nonZero(3),
  conditions: many(6, replicaSetCondition),
});
export type WireReplicaSetStatus = Decoded<typeof replicaSetStatus>;

export const replicaSet = message('ReplicaSet', {
  metadata: one(1, objectMeta),
  spec: one(2, replicaSetSpec),
  status: one(3, replicaSetStatus),
});
export type WireReplicaSet = Decoded<typeof replicaSet>;

export const rollingUpdateStatefulSetStrategy = message('RollingUpdateStatefulSetStrategy', {
  partition: int32.nullable(1),
});
export type WireRollingUpdateStatefulSetStrategy = Decoded<typeof rollingUpdateStatefulSetStrategy>;

export const statefulSetUpdateStrategy = message('StatefulSetUpdateStrategy', {
  type: text.nonZero(1),
  rollingUpdate: one(2, rollingUpdateStatefulSetStrategy),
});
export type WireStatefulSetUpdateStrategy = Decoded<typeof statefulSetUpdateStrategy>;

export const statefulSetOrdinals = message('StatefulSetOrdinals', {
  start: int32.required(1),
});
export type WireStatefulSetOrdinals = Decoded<typeof statefulSetOrdinals>;

export const statefulSetSpec = message('StatefulSetSpec', {
  replicas: int32.nullable(1),
  selector: one(2, labelSelector),
  template: requiredOne(3, podTemplateSpec),
  volumeClaimTemplates: many(4, persistentVolumeClaim),
  serviceName: text.required(5),
  podManagementPolicy: text.nonZero(6),
  updateStrategy: one(7, statefulSetUpdateStrategy),
  minReadySeconds: int32.nonZero(9),
  ordinals: one(11, statefulSetOrdinals),
});
export type WireStatefulSetSpec = Decoded<typeof statefulSetSpec>;

export const statefulSetCondition = message('StatefulSetCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(3),
  reason: text.nonZero(4),
  message: text.nonZero(5),
});
export type WireStatefulSetCondition = Decoded<typeof statefulSetCondition>;

export const statefulSetStatus = message('StatefulSetStatus', {
  observedGeneration: int64.nonZero(1),
  replicas: int32.required(2),
  readyReplicas: int32.nonZero(3),
  updatedReplicas: int32.nonZero(5),
  currentRevision: text.nonZero(6),
  updateRevision: text.nonZero(7),
  availableReplicas: int32.required(11),
  conditions: many(10, statefulSetCondition),
});
export type WireStatefulSetStatus = Decoded<typeof statefulSetStatus>;

export const statefulSet = message('StatefulSet', {
  metadata: one(1, objectMeta),
  spec: one(2, statefulSetSpec),
  status: one(3, statefulSetStatus),
});
export type WireStatefulSet = Decoded<typeof statefulSet>;

export const daemonSetUpdateStrategy = message('DaemonSetUpdateStrategy', {
  type: text.nonZero(1),
});
export type WireDaemonSetUpdateStrategy = Decoded<typeof daemonSetUpdateStrategy>;

export const daemonSetSpec = message('DaemonSetSpec', {
  selector: one(1, labelSelector),
  template: requiredOne(2, podTemplateSpec),
  updateStrategy: one(3, daemonSetUpdateStrategy),
  minReadySeconds: int32.nonZero(4),
});
export type WireDaemonSetSpec = Decoded<typeof daemonSetSpec>;

export const daemonSetCondition = message('DaemonSetCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(3),
  reason: text.nonZero(4),
  message: text.nonZero(5),
});
export type WireDaemonSetCondition = Decoded<typeof daemonSetCondition>;

export const daemonSetStatus = message('DaemonSetStatus', {
  currentNumberScheduled: int32.required(1),
  numberMisscheduled: int32.required(2),
  desiredNumberScheduled: int32.required(3),
  numberReady: int32.required(4),
  observedGeneration: int64.nonZero(5),
  updatedNumberScheduled: int32.nonZero(6),
  numberAvailable: int32.nonZero(7),
  conditions: many(10, daemonSetCondition),
});
export type WireDaemonSetStatus = Decoded<typeof daemonSetStatus>;

export const daemonSet = message('DaemonSet', {
  metadata: one(1, objectMeta),
  spec: one(2, daemonSetSpec),
  status: one(3, daemonSetStatus),
});
export type WireDaemonSet = Decoded<typeof daemonSet>;
