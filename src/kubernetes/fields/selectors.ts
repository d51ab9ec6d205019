import type { V1LabelSelector } from '@kubernetes/client-node';
import type { LabelRequirement, LabelSelector } from '../objects/label-selector.ts';
import { internObject } from '../rows/intern.ts';
import { mapItems, toRow, type WireForm } from './wire-fields.ts';

interface WireRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** Projects a requirement of a selector or of a node affinity; an empty list of values counts as none. */
export const projectRequirement = ({ key, operator, values }: WireRequirement): LabelRequirement =>
  toRow<LabelRequirement>({ key, operator, values: values?.length ? values : undefined });

/** Projects a selector, stored once for all objects that have an equal one; undefined when there is none. */
export const projectSelector = (from: WireForm<V1LabelSelector> | null | undefined): LabelSelector | undefined =>
  from
    ? internObject({
        labels: from.matchLabels ?? {},
        expressions: mapItems(from.matchExpressions, projectRequirement),
      })
    : undefined;
