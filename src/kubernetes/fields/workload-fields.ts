import type { Labels } from '../objects/label-selector.ts';
import type { WirePodTemplateSpec } from '../protobuf/tables/core-v1.ts';
import { type Condition, projectCondition, type WireCondition } from './condition.ts';
import { internLabels } from './object-meta.ts';
import { projectPodTemplate, type TemplateRow } from './pod-template.ts';
import { mapItems } from './wire-fields.ts';

/** What a controller reports of an object, and of which generation. */
export interface ObservedRow {
  readonly generation: number;
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
}

interface WireObserved {
  metadata?: { generation?: number };
  status?: { observedGeneration?: number; conditions?: readonly WireCondition[] };
}

/** The fields of {@link ObservedRow}; before its controller has seen an object, the observed generation is 0. */
export const observedFields = ({ metadata, status }: WireObserved): ObservedRow => ({
  generation: metadata?.generation ?? 0,
  observedGeneration: status?.observedGeneration ?? 0,
  conditions: mapItems(status?.conditions, projectCondition),
});

/** How many pods a workload wants and has. */
export interface ScaledRow {
  /** Wanted; 1 when not stated. */
  readonly replicas: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
}

interface WireScaled {
  spec?: { replicas?: number };
  status?: { replicas?: number; readyReplicas?: number; availableReplicas?: number };
}

/** The fields of {@link ScaledRow}; absent counts are 0. */
export const scaledFields = ({ spec, status }: WireScaled): ScaledRow => ({
  replicas: spec?.replicas ?? 1,
  current: status?.replicas ?? 0,
  ready: status?.readyReplicas ?? 0,
  available: status?.availableReplicas ?? 0,
});

/** The pod template of a workload. */
export interface TemplatedRow {
  readonly templateLabels: Labels;
  readonly template: TemplateRow;
}

/** The fields of {@link TemplatedRow}. */
export const templateFields = (from: WirePodTemplateSpec | undefined): TemplatedRow => ({
  templateLabels: internLabels(from?.metadata?.labels),
  template: projectPodTemplate(from?.spec ?? {}),
});
