import type { V1Job } from '@kubernetes/client-node';
import { type Condition, condition } from '../fields/condition.ts';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { type TemplateRow, template } from '../fields/pod-template.ts';
import { selector } from '../fields/selectors.ts';
import { each, flag, row, time, type Wire } from '../fields/wire-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';

export interface JobRow extends MetaRow {
  readonly labels: Labels;
  readonly suspended?: true;
  readonly completions?: number;
  readonly parallelism: number;
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds?: number;
  readonly active: number;
  readonly ready: number;
  readonly succeeded: number;
  /** Pods that failed; a Job that then succeeds is not failed. */
  readonly failed: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  /** When its CronJob was due to start it. */
  readonly scheduledAt?: number;
  readonly conditions: readonly Condition[];
  readonly selector?: LabelSelector;
  readonly template: TemplateRow;
}

export const SCHEDULED_ANNOTATION = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** A Job, reduced to what is judged. */
export const job = (from: Wire<V1Job>): JobRow =>
  row<JobRow>({
    ...meta('Job', from),
    labels: labelsOf(from.metadata?.labels),
    suspended: flag(from.spec?.suspend),
    completions: from.spec?.completions,
    parallelism: from.spec?.parallelism ?? 1,
    backoffLimit: from.spec?.backoffLimit ?? 6,
    activeDeadlineSeconds: from.spec?.activeDeadlineSeconds,
    active: from.status?.active ?? 0,
    ready: from.status?.ready ?? 0,
    succeeded: from.status?.succeeded ?? 0,
    failed: from.status?.failed ?? 0,
    startedAt: time(from.status?.startTime),
    completedAt: time(from.status?.completionTime),
    scheduledAt: time(from.metadata?.annotations?.[SCHEDULED_ANNOTATION]),
    conditions: each(from.status?.conditions, condition),
    selector: selector(from.spec?.selector),
    template: template(from.spec?.template?.spec ?? { containers: [] }),
  });
