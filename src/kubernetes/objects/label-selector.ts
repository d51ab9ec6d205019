import { UsageError } from '../../model/errors.ts';

/** Labels of an object, or those that a selector asks for. */
export type Labels = { readonly [label: string]: string };

/** A label selector (`metav1.LabelSelector`). An empty one selects everything, an absent one nothing. */
export interface LabelSelector {
  /** `matchLabels`. */
  readonly labels: Labels;
  /** `matchExpressions`. */
  readonly expressions: readonly LabelRequirement[];
}

/** One of the `matchExpressions`; node affinity has the same form, with the operators `Gt` and `Lt` besides. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/**
 * Whether the labels meet every requirement. An empty selector matches everything, an absent one nothing
 * (`metav1.LabelSelectorAsSelector`). An unknown operator matches nothing.
 */
export const matchesSelector = (selector: Partial<LabelSelector> | undefined, labels: Labels = {}): boolean =>
  selector !== undefined &&
  Object.entries(selector.labels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.expressions ?? []).every((requirement) => meetsRequirement(requirement, labels));

/** What is chosen by labels: the object's own, or those of the pods that it makes. */
export interface LabelledRow {
  readonly labels?: Labels;
  readonly templateLabels?: Labels;
}

/** Whether one of the selectors matches the labels of the object, or those of its pods. */
export const isChosenBy = (selectors: readonly LabelSelector[], { labels, templateLabels }: LabelledRow): boolean =>
  [labels, templateLabels].some(
    (some) => some !== undefined && selectors.some((selector) => matchesSelector(selector, some)),
  );

const meetsRequirement = ({ key, operator, values = [] }: LabelRequirement, labels: Labels): boolean => {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
};

/**
 * Parses a selector as kubectl takes it: `app=web,tier in (a,b),!canary`.
 *
 * @throws {UsageError} when a part of it has none of the known forms.
 */
export const parseSelector = (text: string): LabelSelector => ({
  labels: {},
  expressions: splitRequirements(text).map((part) => {
    for (const [pattern, read] of REQUIREMENT_FORMS) {
      const match = pattern.exec(part)?.slice(1);
      if (match !== undefined) return read(match[0] ?? '', match[1] ?? '', match[2] ?? '');
    }
    throw new UsageError(`"${part}" is no label selector: write app=web, tier in (a,b), release or !release`, 'config');
  }),
});

const REQUIREMENT_FORMS: readonly (readonly [
  RegExp,
  (first: string, second: string, third: string) => LabelRequirement,
])[] = [
  [
    /^([^\s!=(),]+)\s+(in|notin)\s+\(([^()]*)\)$/,
    (key, operator, values) => ({
      key,
      operator: operator === 'in' ? 'In' : 'NotIn',
      values: values.split(',').map((value) => value.trim()),
    }),
  ],
  [
    /^([^\s!=(),]+)\s*(==?|!=)\s*([^\s!=(),]*)$/,
    (key, operator, value) => ({ key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] }),
  ],
  [/^(!?)\s*([^\s!=(),]+)$/, (not, key) => ({ key, operator: not === '!' ? 'DoesNotExist' : 'Exists' })],
];

/** Splits at the commas outside of parentheses. */
const splitRequirements = (text: string): string[] =>
  text
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
