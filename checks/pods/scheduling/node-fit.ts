import type { TemplateRow, TolerationRow } from '../../../src/kubernetes/fields/pod-template.ts';
import { CORDON_TAINT } from '../../../src/kubernetes/objects/cordon.ts';
import { type LabelRequirement, matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { NodeRow, TaintRow } from '../../../src/kubernetes/views/nodes.ts';

/** Whether a node accepts the pod by its cordon, taints and labels. */
export const acceptsPod = (node: NodeRow, template: TemplateRow): boolean =>
  node.cordoned !== true && untoleratedTaints(node, template).length === 0 && matchesNodeSelection(node, template);

/** The taints of a node that keep the pod away, without that of its cordon. */
export const untoleratedTaints = ({ taints }: NodeRow, { tolerations }: TemplateRow): readonly TaintRow[] =>
  taints.filter(
    (taint) =>
      taint.effect !== 'PreferNoSchedule' &&
      taint.key !== CORDON_TAINT &&
      !tolerations.some((toleration) => toleratesTaint(toleration, taint)),
  );

const toleratesTaint = ({ key, operator, value, effect }: TolerationRow, taint: TaintRow): boolean =>
  (key === undefined ? operator === 'Exists' : key === taint.key) &&
  (effect === undefined || effect === taint.effect) &&
  (operator === 'Exists' || (value ?? '') === (taint.value ?? ''));

/** Whether a node has the labels that a pod asks for. */
export const matchesNodeSelection = (
  { labels }: NodeRow,
  { nodeSelector, nodeTerms }: Pick<TemplateRow, 'nodeSelector' | 'nodeTerms'>,
): boolean =>
  matchesSelector({ labels: nodeSelector }, labels) &&
  (nodeTerms.length === 0 || nodeTerms.some((term) => term.every((expression) => meetsExpression(expression, labels))));

/** Whether a node's labels meet an expression; `Gt` and `Lt` exist in node affinity only. */
const meetsExpression = ({ key, operator, values = [] }: LabelRequirement, labels: NodeRow['labels']): boolean => {
  const [limit] = values;
  const number = Number(labels[key] ?? Number.NaN);
  if (operator === 'Gt') return number > Number(limit);
  if (operator === 'Lt') return number < Number(limit);
  return matchesSelector({ expressions: [{ key, operator, values }] }, labels);
};

/** The pod's requirements of node labels that no node meets: `zone=eu-west-9`, `gpu in (a100, h100)`. */
export const unmetLabels = (nodes: readonly NodeRow[], { nodeSelector, nodeTerms }: TemplateRow): readonly string[] => {
  const labels = Object.entries(nodeSelector)
    .filter(([key, value]) => !nodes.some((node) => node.labels[key] === value))
    .map(([key, value]) => `${key}=${value}`);
  const expressions = nodeTerms
    .flat()
    .filter((expression) => !nodes.some((node) => meetsExpression(expression, node.labels)))
    .map(expressionText);
  return [...new Set([...labels, ...expressions])];
};

/** All of a pod's requirements of node labels. */
export const requiredLabels = ({ nodeSelector, nodeTerms }: TemplateRow): readonly string[] => [
  ...Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`),
  ...nodeTerms.flat().map(expressionText),
];

/** `zone=east`, `gpu in (a100, h100)` */
export const expressionText = ({ key, operator, values = [] }: LabelRequirement): string => {
  const [only] = values;
  if (operator === 'In') return values.length === 1 ? `${key}=${only}` : `${key} in (${values.join(', ')})`;
  if (operator === 'NotIn') return `${key} not in (${values.join(', ')})`;
  if (operator === 'Exists') return key;
  return `${key} ${operator} ${values.join(', ')}`.trim();
};
