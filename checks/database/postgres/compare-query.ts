import { type Comparison, formatValue, shortenText } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import type { PostgresRows } from '../../../src/probes/postgres/postgres.ts';
import { orderNumbers } from '../../../src/text/exact-number.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { QueryParams } from './params.ts';

const MISSING_STATUS = { error: 'error', fail: 'fail', warn: 'warn', ok: 'pass' } as const;

/** The value of a query as a number; null when it is none, as NaN and the infinities of SQL. */
export const numberOfQuery = (rows: PostgresRows, { value }: QueryParams): number | null => {
  if (value === 'rows') return rows.count;
  const text = rows.first?.trim() ?? '';
  return isDecimal(text) ? Number(text) : null;
};

const isDecimal = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/** Compares what a query returned with what is expected of it. */
export const compareQuery = (rows: PostgresRows, query: QueryParams): readonly Comparison[] => {
  const name = `query ${query.name}`;
  if (query.value === 'first' && rows.first === null) return [compareMissing(name, rows, query)];
  const value = query.value === 'rows' ? String(rows.count) : (rows.first ?? '');
  const is =
    query.value === 'rows'
      ? `${name} returned ${pluralize(rows.count, 'row')}`
      : `${name} is ${formatValue(shortenText(value))}`;
  const number = numberOfQuery(rows, query);
  const text = number === null ? `${is}, which is no number` : is;
  return [
    ...(query.equals === undefined ? [] : [compareEqual(name, value, is, query.equals)]),
    ...(query.limits === undefined
      ? []
      : compareRange({ name, value: number, digits: value.trim(), unit: '', text }, query.limits)),
  ];
};

const compareMissing = (name: string, rows: PostgresRows, { onEmpty, onMissing }: QueryParams): Comparison => ({
  name,
  operator: 'exists',
  expected: true,
  actual: false,
  status: MISSING_STATUS[rows.count === 0 ? onEmpty : onMissing],
  reason: rows.count === 0 ? 'empty_result' : 'missing_value',
  text: rows.count === 0 ? `${name} returned no row` : `${name} is NULL`,
});

const compareEqual = (name: string, value: string, is: string, expected: string | number | boolean): Comparison => ({
  name,
  operator: 'eq',
  expected,
  actual: shortenText(value),
  status: isEqual(value, expected) ? 'pass' : 'fail',
  reason: 'assertion',
  text: `${is}, expected ${formatValue(expected)}`,
});

const isEqual = (value: string, expected: string | number | boolean): boolean => {
  if (typeof expected === 'boolean') return value === String(expected) || value === String(expected)[0];
  if (value === String(expected)) return true;
  return typeof expected === 'number' && isDecimal(value.trim()) && orderNumbers(value.trim(), String(expected)) === 0;
};
