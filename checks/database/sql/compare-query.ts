import { type Comparison, formatValue, shortenText } from '../../../src/expectations/comparison.ts';
import { digitsOf, foundText, foundValue } from '../../../src/expectations/found-value.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { compareFound, type FoundValues } from '../../../src/expectations/value-expectation.ts';
import type { PartAnswer } from '../../../src/probes/part-answer.ts';
import type { QueryRows } from '../../../src/probes/query-rows.ts';
import { orderNumbers } from '../../../src/text/exact-number.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { QueryParams } from './query-params.ts';

/** The value of a query as a number; null when it is none, as NaN and the infinities of SQL. */
export const numberOfQuery = (rows: QueryRows, { value }: QueryParams): number | null => {
  if (value === 'rows') return rows.count;
  const digits = rows.first === null ? undefined : digitsOf(foundText(rows.first));
  return digits === undefined ? null : Number(digits);
};

interface AnsweredQueries {
  readonly target: string;
  readonly queries: readonly PartAnswer<QueryRows>[];
}

/** Compares what all queries returned with what is expected; one without an answer leaves its comparison undecided. */
export const compareQueries = async (
  { target, queries }: AnsweredQueries,
  expected: readonly QueryParams[],
): Promise<readonly Comparison[]> => {
  const compared = expected.map((query, index) => {
    const part = queries[index];
    if (part === undefined) return [];
    return 'value' in part
      ? compareQuery(part.value, query)
      : [compareUnanswered(`query ${query.name}`, part.problem, target)];
  });
  return (await Promise.all(compared)).flat();
};

/** Compares what a query returned with what is expected of it. */
const compareQuery = async (rows: QueryRows, query: QueryParams): Promise<readonly Comparison[]> => {
  const { equals, ...expectation } = query;
  const found = valuesOfQuery(rows, query);
  const value = query.value === 'rows' ? String(rows.count) : rows.first;
  if (value === null && equals !== undefined) return compareFound(found, { ...expectation, eq: equals });
  return [
    ...(equals === undefined || value === null ? [] : [compareEqual(found, value, equals)]),
    ...(await compareFound(found, expectation)),
  ];
};

const valuesOfQuery = (rows: QueryRows, query: QueryParams): FoundValues => {
  const name = `query ${query.name}`;
  if (query.value === 'rows')
    return { name, values: [foundValue(rows.count)], fact: `${name} returned ${pluralize(rows.count, 'row')}` };
  if (rows.first !== null) return { name, values: [foundText(rows.first)] };
  if (rows.count > 0)
    return {
      name,
      values: [],
      absence: { reason: 'missing_value', text: `${name} is NULL`, outcome: query.onMissing },
    };
  return {
    name,
    values: [],
    absence: { reason: 'empty_result', text: `${name} returned no row`, outcome: query.onEmpty },
  };
};

const compareEqual = ({ name, fact }: FoundValues, value: string, expected: string | number | boolean): Comparison => ({
  name,
  operator: 'eq',
  expected,
  actual: shortenText(value),
  status: isEqual(value, expected) ? 'pass' : 'fail',
  reason: 'assertion',
  text: `${fact ?? `${name} is ${formatValue(shortenText(value))}`}, expected ${formatValue(expected)}`,
});

const isEqual = (value: string, expected: string | number | boolean): boolean => {
  if (typeof expected === 'boolean') return value === String(expected) || value === String(expected)[0];
  if (value === String(expected)) return true;
  const digits = digitsOf(foundText(value));
  return typeof expected === 'number' && digits !== undefined && orderNumbers(digits, String(expected)) === 0;
};
