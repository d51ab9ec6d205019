import { type Condition, projectCondition } from '../fields/condition.ts';
import { HELM_HOOK_ANNOTATION, internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { mapItems, nonEmpty, parseTime, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import { type TemplatedRow, templateFields } from '../fields/workload-fields.ts';
import type { LabelSelector, Labels } from '../objects/label-selector.ts';
import type { WireJob } from '../protobuf/tables/batch-v1.ts';
import { internString } from '../rows/intern.ts';

export interface JobRow extends MetaRow, TemplatedRow {
  readonly labels: Labels;
  readonly suspended?: true;
  readonly completions?: number;
  readonly parallelism: number;
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds?: number;
  readonly active: number;
  readonly ready: number;
  readonly succeeded: number;
  /** Pods that failed; the Job may have succeeded after them. */
  readonly failed: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  /** Name of the CronJob that it is of; runs by hand of older clients have it as an owner that is no controller. */
  readonly cronJob?: string;
  /** Somebody started it by hand from its CronJob. */
  readonly manual?: true;
  /** `helm test` runs it. */
  readonly test?: true;
  /** What its name begins with, where the API server made the rest: such Jobs are runs of one, of Argo CD's hooks for one. */
  readonly prefix?: string;
  /** Another controller than that of Kubernetes makes its pods, in another cluster for one (`spec.managedBy`). */
  readonly foreign?: true;
  /** When its CronJob was due to start it. */
  readonly scheduledAt?: number;
  readonly conditions: readonly Condition[];
  readonly selector?: LabelSelector;
}

export const JOB_SCHEDULED_ANNOTATION = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** `kubectl create job --from=cronjob/...` writes it. */
export const JOB_MANUAL_ANNOTATION = 'cronjob.kubernetes.io/instantiate';

const JOB_CONTROLLER = 'kubernetes.io/job-controller';

/** Who made a Job, and what for. */
const projectOrigin = ({ metadata }: WireJob) => {
  const cronJob = metadata?.ownerReferences?.find(({ kind }) => kind === 'CronJob');
  const isOwnedOnly = cronJob !== undefined && cronJob.controller !== true;
  return {
    cronJob: internString(cronJob?.name),
    manual: trueOrAbsent(isOwnedOnly || metadata?.annotations?.[JOB_MANUAL_ANNOTATION] !== undefined),
    test: trueOrAbsent(/\btest\b/.test(metadata?.annotations?.[HELM_HOOK_ANNOTATION] ?? '')),
    scheduledAt: parseTime(metadata?.annotations?.[JOB_SCHEDULED_ANNOTATION]),
  };
};

/** Projects a Job. */
export const projectJob = (from: WireJob): JobRow =>
  toRow<JobRow>({
    ...metaFields('Job', from),
    labels: internLabels(from.metadata?.labels),
    suspended: trueOrAbsent(from.spec?.suspend),
    prefix: nonEmpty(from.metadata?.generateName),
    foreign: trueOrAbsent((from.spec?.managedBy ?? JOB_CONTROLLER) !== JOB_CONTROLLER),
    completions: from.spec?.completions,
    parallelism: from.spec?.parallelism ?? 1,
    backoffLimit: from.spec?.backoffLimit ?? 6,
    activeDeadlineSeconds: from.spec?.activeDeadlineSeconds,
    active: from.status?.active ?? 0,
    ready: from.status?.ready ?? 0,
    succeeded: from.status?.succeeded ?? 0,
    failed: from.status?.failed ?? 0,
    startedAt: parseTime(from.status?.startTime),
    completedAt: parseTime(from.status?.completionTime),
    ...projectOrigin(from),
    conditions: mapItems(from.status?.conditions, projectCondition),
    selector: projectSelector(from.spec?.selector),
    ...templateFields(from.spec?.template),
  });
