// Fields of k8s.io.kube_aggregator.pkg.apis.apiregistration.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { int32, many, one, text, time } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { objectMeta } from './meta-v1.ts';

export const serviceReference = message('ServiceReference', {
  namespace: text.nonZero(1),
  name: text.nonZero(2),
  port: int32.nullable(3),
});
export type WireServiceReference = Decoded<typeof serviceReference>;

export const apiServiceSpec = message('APIServiceSpec', {
  service: one(1, serviceReference),
  group: text.nonZero(2),
  version: text.nonZero(3),
});
export type WireAPIServiceSpec = Decoded<typeof apiServiceSpec>;

export const apiServiceCondition = message('APIServiceCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(3),
  reason: text.nonZero(4),
  message: text.nonZero(5),
});
export type WireAPIServiceCondition = Decoded<typeof apiServiceCondition>;

export const apiServiceStatus = message('APIServiceStatus', {
  conditions: many(1, apiServiceCondition),
});
export type WireAPIServiceStatus = Decoded<typeof apiServiceStatus>;

export const apiService = message('APIService', {
  metadata: one(1, objectMeta),
  spec: one(2, apiServiceSpec),
  status: one(3, apiServiceStatus),
});
export type WireAPIService = Decoded<typeof apiService>;
