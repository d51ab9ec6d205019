// Fields of k8s.io.api.networking.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { inlined, int32, intOrText, many, one, requiredOne, text, texts } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { typedLocalObjectReference } from './core-v1.ts';
import { labelSelector, objectMeta } from './meta-v1.ts';

export const serviceBackendPort = message('ServiceBackendPort', {
  name: text.nonZero(1),
  number: int32.nonZero(2),
});
export type WireServiceBackendPort = Decoded<typeof serviceBackendPort>;

export const ingressServiceBackend = message('IngressServiceBackend', {
  name: text.required(1),
  port: one(2, serviceBackendPort),
});
export type WireIngressServiceBackend = Decoded<typeof ingressServiceBackend>;

export const ingressBackend = message('IngressBackend', {
  service: one(4, ingressServiceBackend),
  resource: one(3, typedLocalObjectReference),
});
export type WireIngressBackend = Decoded<typeof ingressBackend>;

export const ingressTLS = message('IngressTLS', {
  hosts: texts(1),
  secretName: text.nonZero(2),
});
export type WireIngressTLS = Decoded<typeof ingressTLS>;

export const httpIngressPath = message('HTTPIngressPath', {
  path: text.nonZero(1),
  backend: requiredOne(2, ingressBackend),
});
export type WireHTTPIngressPath = Decoded<typeof httpIngressPath>;

export const httpIngressRuleValue = message('HTTPIngressRuleValue', {
  paths: many(1, httpIngressPath),
});
export type WireHTTPIngressRuleValue = Decoded<typeof httpIngressRuleValue>;

export const ingressRuleValue = message('IngressRuleValue', {
  http: one(1, httpIngressRuleValue),
});
export type WireIngressRuleValue = Decoded<typeof ingressRuleValue>;

export const ingressRule = message(
  'IngressRule',
  {
    host: text.nonZero(1),
  },
  inlined(2, ingressRuleValue),
);
export type WireIngressRule = Decoded<typeof ingressRule>;

export const ingressSpec = message('IngressSpec', {
  ingressClassName: text.nullable(4),
  defaultBackend: one(1, ingressBackend),
  tls: many(2, ingressTLS),
  rules: many(3, ingressRule),
});
export type WireIngressSpec = Decoded<typeof ingressSpec>;

export const ingressPortStatus = message('IngressPortStatus', {
  port: int32.required(1),
  error: text.nullable(3),
});
export type WireIngressPortStatus = Decoded<typeof ingressPortStatus>;

export const ingressLoadBalancerIngress = message('IngressLoadBalancerIngress', {
  ip: text.nonZero(1),
  hostname: text.nonZero(2),
  ports: many(4, ingressPortStatus),
});
export type WireIngressLoadBalancerIngress = Decoded<typeof ingressLoadBalancerIngress>;

export const ingressLoadBalancerStatus = message('IngressLoadBalancerStatus', {
  ingress: many(1, ingressLoadBalancerIngress),
});
export type WireIngressLoadBalancerStatus = Decoded<typeof ingressLoadBalancerStatus>;

export const ingressStatus = message('IngressStatus', {
  loadBalancer: one(1, ingressLoadBalancerStatus),
});
export type WireIngressStatus = Decoded<typeof ingressStatus>;

export const ingress = message('Ingress', {
  metadata: one(1, objectMeta),
  spec: one(2, ingressSpec),
  status: one(3, ingressStatus),
});
export type WireIngress = Decoded<typeof ingress>;

export const ingressClassSpec = message('IngressClassSpec', {
  controller: text.nonZero(1),
});
export type WireIngressClassSpec = Decoded<typeof ingressClassSpec>;

export const ingressClass = message('IngressClass', {
  metadata: one(1, objectMeta),
  spec: one(2, ingressClassSpec),
});
export type WireIngressClass = Decoded<typeof ingressClass>;

export const networkPolicyPort = message('NetworkPolicyPort', {
  protocol: text.nullable(1),
  port: intOrText(2),
  endPort: int32.nullable(3),
});
export type WireNetworkPolicyPort = Decoded<typeof networkPolicyPort>;

export const ipBlock = message('IPBlock', {});
export type WireIPBlock = Decoded<typeof ipBlock>;

export const networkPolicyPeer = message('NetworkPolicyPeer', {
  podSelector: one(1, labelSelector),
  namespaceSelector: one(2, labelSelector),
  ipBlock: one(3, ipBlock),
});
export type WireNetworkPolicyPeer = Decoded<typeof networkPolicyPeer>;

export const networkPolicyIngressRule = message('NetworkPolicyIngressRule', {
  ports: many(1, networkPolicyPort),
  from: many(2, networkPolicyPeer),
});
export type WireNetworkPolicyIngressRule = Decoded<typeof networkPolicyIngressRule>;

export const networkPolicyEgressRule = message('NetworkPolicyEgressRule', {
  ports: many(1, networkPolicyPort),
  to: many(2, networkPolicyPeer),
});
export type WireNetworkPolicyEgressRule = Decoded<typeof networkPolicyEgressRule>;

export const networkPolicySpec = message('NetworkPolicySpec', {
  podSelector: requiredOne(1, labelSelector),
  ingress: many(2, networkPolicyIngressRule),
  egress: many(3, networkPolicyEgressRule),
  policyTypes: texts(4),
});
export type WireNetworkPolicySpec = Decoded<typeof networkPolicySpec>;

export const networkPolicy = message('NetworkPolicy', {
  metadata: one(1, objectMeta),
  spec: one(2, networkPolicySpec),
});
export type WireNetworkPolicy = Decoded<typeof networkPolicy>;
