// Fields of k8s.io.api.autoscaling.v2 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { int32, many, one, requiredOne, text, time } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { objectMeta } from './meta-v1.ts';

export const crossVersionObjectReference = message('CrossVersionObjectReference', {
  kind: text.required(1),
  name: text.required(2),
  apiVersion: text.nonZero(3),
});
export type WireCrossVersionObjectReference = Decoded<typeof crossVersionObjectReference>;

export const metricTarget = message('MetricTarget', {
  type: text.required(1),
});
export type WireMetricTarget = Decoded<typeof metricTarget>;

export const metricIdentifier = message('MetricIdentifier', {
  name: text.required(1),
});
export type WireMetricIdentifier = Decoded<typeof metricIdentifier>;

export const objectMetricSource = message('ObjectMetricSource', {
  target: requiredOne(2, metricTarget),
  metric: requiredOne(3, metricIdentifier),
});
export type WireObjectMetricSource = Decoded<typeof objectMetricSource>;

export const podsMetricSource = message('PodsMetricSource', {
  metric: requiredOne(1, metricIdentifier),
  target: requiredOne(2, metricTarget),
});
export type WirePodsMetricSource = Decoded<typeof podsMetricSource>;

export const resourceMetricSource = message('ResourceMetricSource', {
  name: text.required(1),
  target: requiredOne(2, metricTarget),
});
export type WireResourceMetricSource = Decoded<typeof resourceMetricSource>;

export const containerResourceMetricSource = message('ContainerResourceMetricSource', {
  name: text.required(1),
  target: requiredOne(2, metricTarget),
  container: text.required(3),
});
export type WireContainerResourceMetricSource = Decoded<typeof containerResourceMetricSource>;

export const externalMetricSource = message('ExternalMetricSource', {
  metric: requiredOne(1, metricIdentifier),
  target: requiredOne(2, metricTarget),
});
export type WireExternalMetricSource = Decoded<typeof externalMetricSource>;

export const metricSpec = message('MetricSpec', {
  type: text.required(1),
  object: one(2, objectMetricSource),
  pods: one(3, podsMetricSource),
  resource: one(4, resourceMetricSource),
  containerResource: one(7, containerResourceMetricSource),
  external: one(5, externalMetricSource),
});
export type WireMetricSpec = Decoded<typeof metricSpec>;

export const horizontalPodAutoscalerSpec = message('HorizontalPodAutoscalerSpec', {
  scaleTargetRef: requiredOne(1, crossVersionObjectReference),
  minReplicas: int32.nullable(2),
  maxReplicas: int32.required(3),
  metrics: many(4, metricSpec),
});
export type WireHorizontalPodAutoscalerSpec = Decoded<typeof horizontalPodAutoscalerSpec>;

export const horizontalPodAutoscalerCondition = message('HorizontalPodAutoscalerCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(3),
  reason: text.nonZero(4),
  message: text.nonZero(5),
});
export type WireHorizontalPodAutoscalerCondition = Decoded<typeof horizontalPodAutoscalerCondition>;

export const horizontalPodAutoscalerStatus = message('HorizontalPodAutoscalerStatus', {
  lastScaleTime: time(2),
  currentReplicas: int32.nonZero(3),
  desiredReplicas: int32.required(4),
  conditions: many(6, horizontalPodAutoscalerCondition),
});
export type WireHorizontalPodAutoscalerStatus = Decoded<typeof horizontalPodAutoscalerStatus>;

export const horizontalPodAutoscaler = message('HorizontalPodAutoscaler', {
  metadata: one(1, objectMeta),
  spec: one(2, horizontalPodAutoscalerSpec),
  status: one(3, horizontalPodAutoscalerStatus),
});
export type WireHorizontalPodAutoscaler = Decoded<typeof horizontalPodAutoscaler>;
