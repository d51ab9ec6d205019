import type { LabelRequirement, LabelSelector } from '../objects/label-selector.ts';
import type { WireLabelSelector, WireLabelSelectorRequirement } from '../protobuf/tables/meta-v1.ts';
import { internObject } from '../rows/intern.ts';
import { mapItems, toRow } from './wire-fields.ts';

/** Projects a requirement of a selector or of a node affinity; an empty list of values counts as none. */
export const projectRequirement = ({ key, operator, values }: WireLabelSelectorRequirement): LabelRequirement =>
  toRow<LabelRequirement>({ key, operator, values: values?.length ? values : undefined });

/** Projects a selector, stored once for all objects that have an equal one; undefined when there is none. */
export const projectSelector = (from: WireLabelSelector | null | undefined): LabelSelector | undefined =>
  from
    ? internObject({
        labels: from.matchLabels ?? {},
        expressions: mapItems(from.matchExpressions, projectRequirement),
      })
    : undefined;
