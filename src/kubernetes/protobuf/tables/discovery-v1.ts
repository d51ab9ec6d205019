// Fields of k8s.io.api.discovery.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { flag, int32, many, one, text, texts } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { objectReference } from './core-v1.ts';
import { objectMeta } from './meta-v1.ts';

export const endpointConditions = message('EndpointConditions', {
  ready: flag.nullable(1),
  terminating: flag.nullable(3),
});
export type WireEndpointConditions = Decoded<typeof endpointConditions>;

export const endpoint = message('Endpoint', {
  addresses: texts(1),
  conditions: one(2, endpointConditions),
  targetRef: one(4, objectReference),
  nodeName: text.nullable(6),
});
export type WireEndpoint = Decoded<typeof endpoint>;

export const endpointPort = message('EndpointPort', {
  name: text.nullable(1),
  protocol: text.nullable(2),
  port: int32.nullable(3),
});
export type WireEndpointPort = Decoded<typeof endpointPort>;

export const endpointSlice = message('EndpointSlice', {
  metadata: one(1, objectMeta),
  endpoints: many(2, endpoint),
  ports: many(3, endpointPort),
});
export type WireEndpointSlice = Decoded<typeof endpointSlice>;
