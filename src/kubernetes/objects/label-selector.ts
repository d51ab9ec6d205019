import { UsageError } from '../../model/errors.ts';

/** A label selector as the API writes it (`metav1.LabelSelector`). */
export interface LabelSelector {
  readonly matchLabels?: { readonly [label: string]: string };
  readonly matchExpressions?: readonly Requirement[];
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export type Labels = { readonly [label: string]: string };

/**
 * Whether the labels meet every requirement. An empty selector matches everything, an absent one nothing
 * (`metav1.LabelSelectorAsSelector`). An operator that the API does not know matches nothing.
 */
export const matchesSelector = (selector: LabelSelector | undefined, labels: Labels = {}): boolean =>
  selector !== undefined &&
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every((requirement) => meets(requirement, labels));

const meets = ({ key, operator, values = [] }: Requirement, labels: Labels): boolean => {
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
 * A selector as kubectl takes it: `app=web,tier in (a,b),!canary`.
 * @throws {UsageError} when a part of it is none of the known forms.
 */
export const parseSelector = (text: string): LabelSelector => ({
  matchExpressions: partsOf(text).map((part) => {
    for (const [pattern, read] of FORMS) {
      const match = pattern.exec(part)?.slice(1);
      if (match !== undefined) return read(match[0] ?? '', match[1] ?? '', match[2] ?? '');
    }
    throw new UsageError(`"${part}" is no label selector: write app=web, tier in (a,b), release or !release`, 'config');
  }),
});

const FORMS: readonly (readonly [RegExp, (first: string, second: string, third: string) => Requirement])[] = [
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

/** Splits at the commas that stand outside of parentheses. */
const partsOf = (text: string): string[] =>
  text
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
