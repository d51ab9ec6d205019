// Fields of k8s.io.api.batch.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { flag, int32, int64, many, one, requiredOne, text, time } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { objectReference, podTemplateSpec } from './core-v1.ts';
import { labelSelector, objectMeta } from './meta-v1.ts';

export const jobSpec = message('JobSpec', {
  parallelism: int32.nullable(1),
  completions: int32.nullable(2),
  activeDeadlineSeconds: int64.nullable(3),
  backoffLimit: int32.nullable(7),
  selector: one(4, labelSelector),
  template: requiredOne(6, podTemplateSpec),
  suspend: flag.nullable(10),
  managedBy: text.nullable(15),
});
export type WireJobSpec = Decoded<typeof jobSpec>;

export const jobCondition = message('JobCondition', {
  type: text.required(1),
  status: text.required(2),
  lastTransitionTime: time(4),
  reason: text.nonZero(5),
  message: text.nonZero(6),
});
export type WireJobCondition = Decoded<typeof jobCondition>;

export const jobStatus = message('JobStatus', {
  conditions: many(1, jobCondition),
  startTime: time(2),
  completionTime: time(3),
  active: int32.nonZero(4),
  succeeded: int32.nonZero(5),
  failed: int32.nonZero(6),
  ready: int32.nullable(9),
});
export type WireJobStatus = Decoded<typeof jobStatus>;

export const job = message('Job', {
  metadata: one(1, objectMeta),
  spec: one(2, jobSpec),
  status: one(3, jobStatus),
});
export type WireJob = Decoded<typeof job>;

export const jobTemplateSpec = message('JobTemplateSpec', {
  spec: one(2, jobSpec),
});
export type WireJobTemplateSpec = Decoded<typeof jobTemplateSpec>;

export const cronJobSpec = message('CronJobSpec', {
  schedule: text.required(1),
  timeZone: text.nullable(8),
  startingDeadlineSeconds: int64.nullable(2),
  concurrencyPolicy: text.nonZero(3),
  suspend: flag.nullable(4),
  jobTemplate: requiredOne(5, jobTemplateSpec),
});
export type WireCronJobSpec = Decoded<typeof cronJobSpec>;

export const cronJobStatus = message('CronJobStatus', {
  active: many(1, objectReference),
  lastScheduleTime: time(4),
  lastSuccessfulTime: time(5),
});
export type WireCronJobStatus = Decoded<typeof cronJobStatus>;

export const cronJob = message('CronJob', {
  metadata: one(1, objectMeta),
  spec: one(2, cronJobSpec),
  status: one(3, cronJobStatus),
});
export type WireCronJob = Decoded<typeof cronJob>;
