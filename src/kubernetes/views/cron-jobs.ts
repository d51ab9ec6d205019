import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, parseTime, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import { type TemplatedRow, templateFields } from '../fields/workload-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireCronJob } from '../protobuf/tables/batch-v1.ts';

export interface CronJobRow extends MetaRow, TemplatedRow {
  readonly labels: Labels;
  readonly schedule: string;
  readonly timeZone?: string;
  readonly suspended?: true;
  readonly concurrency: string;
  readonly startingDeadlineSeconds?: number;
  /** Names of its running Jobs. */
  readonly active: readonly string[];
  readonly lastScheduledAt?: number;
  readonly lastSucceededAt?: number;
}

/** Projects a CronJob. */
export const projectCronJob = (from: WireCronJob): CronJobRow =>
  toRow<CronJobRow>({
    ...metaFields('CronJob', from),
    labels: internLabels(from.metadata?.labels),
    schedule: from.spec?.schedule ?? '',
    timeZone: nonEmpty(from.spec?.timeZone),
    suspended: trueOrAbsent(from.spec?.suspend),
    concurrency: from.spec?.concurrencyPolicy ?? 'Allow',
    startingDeadlineSeconds: from.spec?.startingDeadlineSeconds,
    active: mapItems(from.status?.active, ({ name }) => name ?? ''),
    lastScheduledAt: parseTime(from.status?.lastScheduleTime),
    lastSucceededAt: parseTime(from.status?.lastSuccessfulTime),
    ...templateFields(from.spec?.jobTemplate?.spec?.template),
  });
