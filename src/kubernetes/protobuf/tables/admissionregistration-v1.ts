// Fields of k8s.io.api.admissionregistration.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { inlined, int32, many, one, requiredOne, text, texts } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { labelSelector, objectMeta } from './meta-v1.ts';

export const serviceReference = message('ServiceReference', {
  namespace: text.required(1),
  name: text.required(2),
  port: int32.nullable(4),
});
export type WireServiceReference = Decoded<typeof serviceReference>;

export const webhookClientConfig = message('WebhookClientConfig', {
  service: one(1, serviceReference),
  url: text.nullable(3),
});
export type WireWebhookClientConfig = Decoded<typeof webhookClientConfig>;

export const rule = message('Rule', {
  apiGroups: texts(1),
  resources: texts(3),
});
export type WireRule = Decoded<typeof rule>;

export const ruleWithOperations = message(
  'RuleWithOperations',
  {
    operations: texts(1),
  },
  inlined(2, rule),
);
export type WireRuleWithOperations = Decoded<typeof ruleWithOperations>;

export const validatingWebhook = message('ValidatingWebhook', {
  name: text.required(1),
  clientConfig: requiredOne(2, webhookClientConfig),
  rules: many(3, ruleWithOperations),
  failurePolicy: text.nullable(4),
  namespaceSelector: one(5, labelSelector),
  objectSelector: one(10, labelSelector),
  timeoutSeconds: int32.nullable(7),
});
export type WireValidatingWebhook = Decoded<typeof validatingWebhook>;

export const validatingWebhookConfiguration = message('ValidatingWebhookConfiguration', {
  metadata: one(1, objectMeta),
  webhooks: many(2, validatingWebhook),
});
export type WireValidatingWebhookConfiguration = Decoded<typeof validatingWebhookConfiguration>;

export const mutatingWebhook = message('MutatingWebhook', {
  name: text.required(1),
  clientConfig: requiredOne(2, webhookClientConfig),
  rules: many(3, ruleWithOperations),
  failurePolicy: text.nullable(4),
  namespaceSelector: one(5, labelSelector),
  objectSelector: one(11, labelSelector),
  timeoutSeconds: int32.nullable(7),
});
export type WireMutatingWebhook = Decoded<typeof mutatingWebhook>;

export const mutatingWebhookConfiguration = message('MutatingWebhookConfiguration', {
  metadata: one(1, objectMeta),
  webhooks: many(2, mutatingWebhook),
});
export type WireMutatingWebhookConfiguration = Decoded<typeof mutatingWebhookConfiguration>;
