// Fields of k8s.io.apimachinery.pkg.apis.meta.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { flag, int64, many, text, textMap, texts, time } from '../fields.ts';
import { type Decoded, message, sharedMessage } from '../message.ts';

export const listMeta = message('ListMeta', {
  continue: text.nonZero(3),
});
export type WireListMeta = Decoded<typeof listMeta>;

export const ownerReference = sharedMessage('OwnerReference', {
  kind: text.required(1),
  name: text.required(3),
  uid: text.required(4),
  controller: flag.nullable(6),
});
export type WireOwnerReference = Decoded<typeof ownerReference>;

export const objectMeta = message('ObjectMeta', {
  name: text.nonZero(1),
  generateName: text.nonZero(2),
  namespace: text.nonZero(3),
  uid: text.nonZero(5),
  generation: int64.nonZero(7),
  creationTimestamp: time(8),
  deletionTimestamp: time(9),
  labels: textMap(11),
  annotations: textMap(12),
  ownerReferences: many(13, ownerReference),
  finalizers: texts(14),
});
export type WireObjectMeta = Decoded<typeof objectMeta>;

export const labelSelectorRequirement = message('LabelSelectorRequirement', {
  key: text.required(1),
  operator: text.required(2),
  values: texts(3),
});
export type WireLabelSelectorRequirement = Decoded<typeof labelSelectorRequirement>;

export const labelSelector = message('LabelSelector', {
  matchLabels: textMap(1),
  matchExpressions: many(2, labelSelectorRequirement),
});
export type WireLabelSelector = Decoded<typeof labelSelector>;

export const condition = message('Condition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(4),
  reason: text.required(5),
  message: text.required(6),
});
export type WireCondition = Decoded<typeof condition>;
