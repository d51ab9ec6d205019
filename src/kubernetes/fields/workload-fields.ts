import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import type { Labels } from '../objects/label-selector.ts';
import { type Condition, projectCondition } from './condition.ts';
import { internLabels } from './object-meta.ts';
import { projectPodTemplate, type TemplateRow } from './pod-template.ts';
import { mapItems, type Wire } from './wire-fields.ts';

/** What its controller says of an object, and whether it has seen the newest wish. */
export interface ObservedRow {
  readonly generation: number;
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
}

interface WireObserved {
  metadata?: { generation?: number };
  status?: { observedGeneration?: number; conditions?: Parameters<typeof projectCondition>[0][] };
}

/** The fields of {@link ObservedRow}; an object that nobody looked at has generation 0 observed. */
export const observedFields = ({ metadata, status }: WireObserved): ObservedRow => ({
  generation: metadata?.generation ?? 0,
  observedGeneration: status?.observedGeneration ?? 0,
  conditions: mapItems(status?.conditions, projectCondition),
});

/** How many pods a workload shall have, and has. */
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

/** The fields of {@link ScaledRow}; a count that is not there is 0. */
export const scaledFields = ({ spec, status }: WireScaled): ScaledRow => ({
  replicas: spec?.replicas ?? 1,
  current: status?.replicas ?? 0,
  ready: status?.readyReplicas ?? 0,
  available: status?.availableReplicas ?? 0,
});

/** What the pods of a workload are made from. */
export interface TemplatedRow {
  readonly templateLabels: Labels;
  readonly template: TemplateRow;
}

/** The fields of {@link TemplatedRow}. */
export const templateFields = (from: Wire<V1PodTemplateSpec> | undefined): TemplatedRow => ({
  templateLabels: internLabels(from?.metadata?.labels),
  template: projectPodTemplate(from?.spec ?? { containers: [] }),
});
