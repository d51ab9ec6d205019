// Fields of k8s.io.api.policy.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { int32, int64, intOrText, many, one } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { condition, labelSelector, objectMeta } from './meta-v1.ts';

export const podDisruptionBudgetSpec = message('PodDisruptionBudgetSpec', {
  minAvailable: intOrText(1),
  selector: one(2, labelSelector),
  maxUnavailable: intOrText(3),
});
export type WirePodDisruptionBudgetSpec = Decoded<typeof podDisruptionBudgetSpec>;

export const podDisruptionBudgetStatus = message('PodDisruptionBudgetStatus', {
  observedGeneration: int64.nonZero(1),
  disruptionsAllowed: int32.required(3),
  currentHealthy: int32.required(4),
  desiredHealthy: int32.required(5),
  expectedPods: int32.required(6),
  conditions: many(7, condition),
});
export type WirePodDisruptionBudgetStatus = Decoded<typeof podDisruptionBudgetStatus>;

export const podDisruptionBudget = message('PodDisruptionBudget', {
  metadata: one(1, objectMeta),
  spec: one(2, podDisruptionBudgetSpec),
  status: one(3, podDisruptionBudgetStatus),
});
export type WirePodDisruptionBudget = Decoded<typeof podDisruptionBudget>;
