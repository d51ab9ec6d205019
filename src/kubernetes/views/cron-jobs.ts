import type { V1CronJob } from '@kubernetes/client-node';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { type TemplateRow, template } from '../fields/pod-template.ts';
import { each, filled, flag, row, time, type Wire } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

export interface CronJobRow extends MetaRow {
  readonly labels: Labels;
  readonly schedule: string;
  readonly timeZone?: string;
  readonly suspended?: true;
  readonly concurrency: string;
  readonly startingDeadlineSeconds?: number;
  /** Names of its Jobs that run now. */
  readonly active: readonly string[];
  readonly lastScheduledAt?: number;
  readonly lastSucceededAt?: number;
  readonly template: TemplateRow;
}

/** A CronJob, reduced to what is judged. */
export const cronJob = (from: Wire<V1CronJob>): CronJobRow =>
  row<CronJobRow>({
    ...meta('CronJob', from),
    labels: labelsOf(from.metadata?.labels),
    schedule: from.spec?.schedule ?? '',
    timeZone: filled(from.spec?.timeZone),
    suspended: flag(from.spec?.suspend),
    concurrency: from.spec?.concurrencyPolicy ?? 'Allow',
    startingDeadlineSeconds: from.spec?.startingDeadlineSeconds,
    active: each(from.status?.active, ({ name }) => name ?? ''),
    lastScheduledAt: time(from.status?.lastScheduleTime),
    lastSucceededAt: time(from.status?.lastSuccessfulTime),
    template: template(from.spec?.jobTemplate?.spec?.template?.spec ?? { containers: [] }),
  });
