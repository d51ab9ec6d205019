import type { V1LabelSelector } from '@kubernetes/client-node';
import { part } from '../rows/intern.ts';
import type { Labels } from './meta.ts';
import { each, row, type Wire } from './wire.ts';

/** A label selector; an empty one (no labels, no expressions) selects everything. */
export interface SelectorRow {
  readonly labels: Labels;
  readonly expressions: readonly SelectorExpression[];
}

export interface SelectorExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface WireExpression {
  key: string;
  operator: string;
  values?: string[];
}

/** One requirement of a selector, of labels or of node affinity. */
export const expression = ({ key, operator, values }: WireExpression): SelectorExpression =>
  row<SelectorExpression>({ key, operator, values: values?.length ? values : undefined });

/** The selector, or undefined when there is none: none selects nothing. */
export const selector = (from: Wire<V1LabelSelector> | null | undefined): SelectorRow | undefined =>
  from ? part({ labels: from.matchLabels ?? {}, expressions: each(from.matchExpressions, expression) }) : undefined;
