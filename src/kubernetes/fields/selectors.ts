import type { V1LabelSelector } from '@kubernetes/client-node';
import type { LabelRequirement, LabelSelector } from '../objects/label-selector.ts';
import { part } from '../rows/intern.ts';
import { each, row, type Wire } from './wire-fields.ts';

interface WireRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** One requirement of a selector or of a node affinity; an empty list of values counts as none. */
export const expression = ({ key, operator, values }: WireRequirement): LabelRequirement =>
  row<LabelRequirement>({ key, operator, values: values?.length ? values : undefined });

/** The selector, stored once for all objects that have an equal one; undefined when there is none. */
export const selector = (from: Wire<V1LabelSelector> | null | undefined): LabelSelector | undefined =>
  from ? part({ labels: from.matchLabels ?? {}, expressions: each(from.matchExpressions, expression) }) : undefined;
