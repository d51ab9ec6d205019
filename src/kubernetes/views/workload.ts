import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import { type Condition, condition } from './condition.ts';
import { type Labels, labelsOf } from './meta.ts';
import { type TemplateRow, template } from './template.ts';
import { each, type Wire } from './wire.ts';

/** What its controller says of an object, and whether it has seen the newest wish. */
export interface ObservedRow {
  readonly generation: number;
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
}

interface Observed {
  metadata?: { generation?: number };
  status?: { observedGeneration?: number; conditions?: Parameters<typeof condition>[0][] };
}

/** The fields of {@link ObservedRow}; an object that nobody looked at has generation 0 observed. */
export const observed = ({ metadata, status }: Observed): ObservedRow => ({
  generation: metadata?.generation ?? 0,
  observedGeneration: status?.observedGeneration ?? 0,
  conditions: each(status?.conditions, condition),
});

/** What the pods of a workload are made from. */
export interface TemplatedRow {
  readonly templateLabels: Labels;
  readonly template: TemplateRow;
}

/** The fields of {@link TemplatedRow}. */
export const templated = (from: Wire<V1PodTemplateSpec> | undefined): TemplatedRow => ({
  templateLabels: labelsOf(from?.metadata?.labels),
  template: template(from?.spec ?? { containers: [] }),
});
