import { type Condition, projectCondition } from '../fields/condition.ts';
import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, parseTime, toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireHorizontalPodAutoscaler, WireMetricSpec } from '../protobuf/tables/autoscaling-v2.ts';

export interface HorizontalPodAutoscalerRow extends MetaRow {
  readonly labels: Labels;
  readonly target: { readonly kind: string; readonly name: string; readonly apiVersion?: string };
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly MetricRow[];
  readonly lastScaledAt?: number;
  readonly conditions: readonly Condition[];
}

export interface MetricRow {
  /** `Resource`, `ContainerResource`, `Pods`, `Object`, `External`. */
  readonly type: string;
  /** Of the resource or the metric. */
  readonly name: string;
  readonly container?: string;
  /** `Utilization` is relative to the requests: every container needs one. */
  readonly target?: string;
}

const projectMetric = ({ type, resource, containerResource, pods, object, external }: WireMetricSpec): MetricRow => {
  const named = pods ?? object ?? external;
  return toRow<MetricRow>({
    type,
    name: resource?.name ?? containerResource?.name ?? named?.metric?.name ?? '',
    container: nonEmpty(containerResource?.container),
    target: nonEmpty((resource ?? containerResource ?? named)?.target?.type),
  });
};

/** Projects a HorizontalPodAutoscaler. */
export const projectHorizontalPodAutoscaler = (from: WireHorizontalPodAutoscaler): HorizontalPodAutoscalerRow =>
  toRow<HorizontalPodAutoscalerRow>({
    ...metaFields('HorizontalPodAutoscaler', from),
    labels: internLabels(from.metadata?.labels),
    target: toRow<{ kind: string; name: string; apiVersion?: string }>({
      kind: from.spec?.scaleTargetRef?.kind ?? '',
      name: from.spec?.scaleTargetRef?.name ?? '',
      apiVersion: nonEmpty(from.spec?.scaleTargetRef?.apiVersion),
    }),
    min: from.spec?.minReplicas ?? 1,
    max: from.spec?.maxReplicas ?? 0,
    current: from.status?.currentReplicas ?? 0,
    desired: from.status?.desiredReplicas ?? 0,
    metrics: mapItems(from.spec?.metrics, projectMetric),
    lastScaledAt: parseTime(from.status?.lastScaleTime),
    conditions: mapItems(from.status?.conditions, projectCondition),
  });
