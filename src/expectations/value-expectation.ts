import * as z from 'zod';
import type { Json } from '../model/json.ts';
import { type Comparison, formatValue, shortenValue } from './comparison.ts';
import { digitsOf, type FoundValue, formatFound, foundText, foundValue, reportedValue } from './found-value.ts';
import { type JsonOperator, loadPredicate, operatorParams } from './json-operators.ts';
import { compareRange, type RangeLimits, rangeLimits } from './range.ts';
import { compareUnusable, unusableOutcome } from './unusable-value.ts';

const operatorSchemas = operatorParams();

/** Parameters of what is expected of a value, wherever it comes from. Every comparison that is written is made. */
export const expectationParams = () => ({
  ...operatorSchemas,
  limits: rangeLimits('base')
    .optional()
    .describe('Ranges of a number to warn and to fail outside of; its bounds take units: 80% is 0.8, 250ms is 0.25'),
  onMissing: unusableOutcome().describe('When there is no value'),
  onNaN: unusableOutcome().describe('When limits are written, and the value is no finite number'),
  level: z
    .enum(['fault', 'warning'])
    .default('fault')
    .describe('What it is when it does not hold; limits have their own'),
});

/** Schema of where there may be several values: how many of them must hold. */
export const severalValues = () => z.enum(['all', 'any']).default('all');

/** Schema of what is expected of one value; at least one comparison. */
export const valueExpectation = () =>
  z
    .strictObject({
      ...expectationParams(),
      exists: z.boolean().optional().describe('Whether there is such a value'),
    })
    .refine(comparesSomething, NOTHING_COMPARED)
    .meta({ title: 'valueExpectation' });

/** What is expected of a value, as the configuration writes it or as it was parsed. */
export type ValueExpectation = Partial<z.output<z.ZodObject<ReturnType<typeof expectationParams>>>> & {
  readonly exists?: boolean | undefined;
  readonly of?: 'all' | 'any' | undefined;
};

export const NOTHING_COMPARED = 'nothing is compared: add eq, lt, limits, exists ...';

/** Whether an expectation compares anything at all. */
export const comparesSomething = (expectation: ValueExpectation): boolean =>
  expectation.exists !== undefined || expectation.limits !== undefined || operatorsOf(expectation).length > 0;

/** The values that were found under a name. */
export interface FoundValues {
  readonly name: string;
  /** None: the value is missing, which is never healthy on its own. */
  readonly values: readonly FoundValue[];
  /** What a single value is, for people. Default: `NAME is VALUE`. */
  readonly fact?: string;
  /** Where there is no value: how that is said, and what it means. Default: the name is missing, and `onMissing`. */
  readonly absence?: Pick<Comparison, 'reason' | 'text'> & { readonly outcome: ValueExpectation['onMissing'] };
}

/**
 * Compares what a program found with what is expected of it, one comparison for each operator. Undefined and null are missing;
 * numbers are exact, big ones as bigint. Throws ProbeError `config` for an invalid range of versions.
 */
export const compareValue = (
  name: string,
  value: Json | bigint | undefined,
  expectation: ValueExpectation,
): Promise<readonly Comparison[]> =>
  compareFound({ name, values: value === undefined || value === null ? [] : [foundValue(value)] }, expectation);

/** Compares a field of a protocol that has texts only; one that spells a number is compared as a number, too. */
export const compareText = (
  name: string,
  text: string | undefined,
  expectation: ValueExpectation,
): Promise<readonly Comparison[]> =>
  compareFound({ name, values: text === undefined ? [] : [foundText(text)] }, expectation);

/** Compares all values that were found under a name with what is expected of them; one comparison for each operator. */
export const compareFound = async (
  found: FoundValues,
  expectation: ValueExpectation,
): Promise<readonly Comparison[]> => {
  const presence = expectation.exists === undefined ? [] : [comparePresence(found, expectation)];
  // A value that is expected to be absent, and is, leaves nothing to compare.
  if (expectation.exists === false && found.values.length === 0) return presence;
  const compared = operatorsOf(expectation).map(([operator, expected]) =>
    compareOperator(found, operator, expected, expectation),
  );
  const { limits } = expectation;
  return [
    ...presence,
    ...(await Promise.all(compared)),
    ...(limits === undefined ? [] : compareLimits(found, limits, expectation)),
  ];
};

const operatorsOf = (expectation: object): readonly (readonly [JsonOperator, Json])[] =>
  Object.entries(expectation).filter(
    (entry): entry is [JsonOperator, Json] => Object.hasOwn(operatorSchemas, entry[0]) && entry[1] !== undefined,
  );

const comparePresence = (found: FoundValues, expectation: ValueExpectation): Comparison => {
  const { name, values, absence } = found;
  const [first] = values;
  const exists = first !== undefined;
  return {
    name,
    operator: 'exists',
    expected: expectation.exists ?? true,
    actual: exists,
    status: exists === expectation.exists ? 'pass' : failureStatus(expectation),
    reason: 'assertion',
    text: exists ? `${stateFact(found, first)}, expected to be absent` : (absence?.text ?? `${name} is missing`),
  };
};

const compareOperator = async (
  found: FoundValues,
  operator: JsonOperator,
  expected: Json,
  expectation: ValueExpectation,
): Promise<Comparison> => {
  const holds = await loadPredicate(operator, expected);
  const { name, values } = found;
  const base = { name, operator, expected: shortenValue(expected) };
  const wrong = values.filter((value) => !holds(value, expected));
  const actual = wrong[0] ?? values[0];
  if (actual === undefined) return compareMissing(base, found, expectation);
  const good = expectation.of === 'any' ? wrong.length < values.length : wrong.length === 0;
  return {
    ...base,
    actual: reportedValue(actual),
    status: good ? 'pass' : failureStatus(expectation),
    reason: 'assertion',
    text: `${stateFact(found, actual)}, expected ${operator} ${formatValue(expected)}${countWrong(wrong.length, values.length)}`,
  };
};

const compareMissing = (
  base: Pick<Comparison, 'name' | 'operator' | 'expected'>,
  { absence }: FoundValues,
  { onMissing = 'error' }: ValueExpectation,
): Comparison =>
  compareUnusable(
    {
      ...base,
      actual: null,
      reason: absence?.reason ?? 'missing_value',
      text: absence?.text ?? `${base.name} is missing`,
    },
    absence?.outcome ?? onMissing,
  );

/** From the best to the worst. */
const STATUS_RANKS = ['pass', 'warn', 'error', 'fail'] as const;

const worstRank = (comparisons: readonly Comparison[]): number =>
  Math.max(...comparisons.map(({ status }) => STATUS_RANKS.indexOf(status)));

/** The value that decides stands for all: the worst one where all must hold, the best one where any may. */
const compareLimits = (
  found: FoundValues,
  limits: RangeLimits,
  expectation: ValueExpectation,
): readonly Comparison[] => {
  const { name, values } = found;
  const base = { name, operator: 'within', expected: 'a number' };
  const judged = values
    .map((value) => compareNumber(found, value, limits, expectation))
    .sort((a, b) => worstRank(b) - worstRank(a));
  const deciding = expectation.of === 'any' ? judged.at(-1) : judged[0];
  if (deciding === undefined) return [compareMissing(base, found, expectation)];
  const wrong = judged.filter((comparisons) => worstRank(comparisons) > 0).length;
  return deciding.map((comparison) => ({ ...comparison, text: comparison.text + countWrong(wrong, values.length) }));
};

const compareNumber = (
  found: FoundValues,
  value: FoundValue,
  limits: RangeLimits,
  { onNaN = 'error' }: ValueExpectation,
): readonly Comparison[] => {
  const digits = digitsOf(value);
  const { name } = found;
  const text = stateFact(found, value);
  if (digits !== undefined && Number.isFinite(Number(digits)))
    return compareRange({ name, value: Number(digits), digits, unit: 'base', text }, limits);
  const noNumber = { name, operator: 'within', expected: 'a number', actual: reportedValue(value) };
  return [
    compareUnusable({ ...noNumber, reason: 'missing_value', text: `${text}, which is no number to compare` }, onNaN),
  ];
};

const stateFact = ({ name, fact }: FoundValues, value: FoundValue): string =>
  fact ?? `${name} is ${formatFound(value)}`;

const countWrong = (wrong: number, all: number): string => (all > 1 ? ` (${wrong} of ${all} values do not hold)` : '');

const failureStatus = ({ level }: ValueExpectation): 'fail' | 'warn' => (level === 'warning' ? 'warn' : 'fail');
