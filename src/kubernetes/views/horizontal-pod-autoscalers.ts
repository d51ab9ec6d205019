import type { V2HorizontalPodAutoscaler, V2MetricSpec } from '@kubernetes/client-node';
import { type Condition, condition } from '../fields/condition.ts';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { each, filled, row, time, type Wire } from '../fields/wire-fields.ts';

export interface HorizontalPodAutoscalerRow extends MetaRow {
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
  /** The resource or metric. */
  readonly name: string;
  readonly container?: string;
  /** `Utilization` is a share of the requests, so that every container needs one. */
  readonly target?: string;
}

const metric = ({ type, resource, containerResource, pods, object, external }: Wire<V2MetricSpec>): MetricRow => {
  const named = pods ?? object ?? external;
  return row<MetricRow>({
    type,
    name: resource?.name ?? containerResource?.name ?? named?.metric?.name ?? '',
    container: filled(containerResource?.container),
    target: filled((resource ?? containerResource ?? named)?.target?.type),
  });
};

/** A HorizontalPodAutoscaler, reduced to what is judged. */
export const horizontalPodAutoscaler = (from: Wire<V2HorizontalPodAutoscaler>): HorizontalPodAutoscalerRow =>
  row<HorizontalPodAutoscalerRow>({
    ...meta('HorizontalPodAutoscaler', from),
    target: row<{ kind: string; name: string; apiVersion?: string }>({
      kind: from.spec?.scaleTargetRef?.kind ?? '',
      name: from.spec?.scaleTargetRef?.name ?? '',
      apiVersion: filled(from.spec?.scaleTargetRef?.apiVersion),
    }),
    min: from.spec?.minReplicas ?? 1,
    max: from.spec?.maxReplicas ?? 0,
    current: from.status?.currentReplicas ?? 0,
    desired: from.status?.desiredReplicas ?? 0,
    metrics: each(from.spec?.metrics, metric),
    lastScaledAt: time(from.status?.lastScaleTime),
    conditions: each(from.status?.conditions, condition),
  });
