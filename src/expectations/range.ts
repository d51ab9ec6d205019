import * as z from 'zod';
import type { ProbeReason } from '../model/reasons.ts';
import { isKeptExactly, orderNumbers } from '../text/exact-number.ts';
import type { Comparison } from './comparison.ts';
import { isNarrower } from './limit-order.ts';

/** The accepted values, both ends included; with `inside: false` the values outside are accepted. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
  readonly inside: boolean;
}

const FACTORS_BY_UNIT = {
  '': {},
  '%': { '%': 1 },
  s: { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 },
  By: { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 },
  base: {
    '%': 0.01,
    ...{ ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 },
    ...{ B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 },
  },
} as const;

/**
 * The unit of a range: none, percent, seconds, bytes; or any of them, reduced to the base units of Prometheus (shares, seconds,
 * bytes), where the number itself tells which: https://prometheus.io/docs/practices/naming/#base-units
 */
export type RangeUnit = keyof typeof FACTORS_BY_UNIT;

/**
 * Schema of a range as monitoring plugins write it: `10` is 0 to 10, `10:` at least 10, `~:10` at most 10, `5:10` between,
 * `@5:10` not between; or `{ min, max }`. Bounds take the units of what is counted: `30s`, `80%`, `5GiB`.
 */
export const valueRange = (unit: RangeUnit = '') => {
  const end = () => z.union([z.number(), z.string()]).optional();
  return z
    .union([
      z.number(),
      z.string(),
      z.strictObject({ min: end().describe('At least'), max: end().describe('At most') }),
    ])
    .meta({ title: 'range' })
    .transform((value, context) => {
      const parsed = parseRange(value, unit);
      if (parsed !== undefined) return parsed;
      context.addIssue({ code: 'custom', message: describeBadRange(value, unit) });
      return z.NEVER;
    });
};

const describeBadRange = (value: RangeInput, unit: RangeUnit): string => {
  const written = JSON.stringify(value);
  if ((written.match(/\d+/g) ?? []).some((digits) => !isKeptExactly(digits)))
    return `${written} has a number beyond 2^53, which cannot be compared exactly`;
  const units = Object.keys(FACTORS_BY_UNIT[unit]).join(', ');
  return `${written} is no range: write 10, 10:, ~:10, 5:10 or @5:10${units === '' ? '' : `, with ${units}`}`;
};

/** Schema of a range to warn outside of, one to fail outside of, or both. */
export const rangeLimits = (unit: RangeUnit = '') =>
  z
    .strictObject({
      warn: valueRange(unit).optional().describe('Degraded when the value is outside of this range'),
      fail: valueRange(unit).optional().describe('Failed when the value is outside of this range'),
    })
    .refine(({ warn, fail }) => warn !== undefined || fail !== undefined, 'nothing is compared: add warn or fail')
    .refine(({ warn, fail }) => warn === undefined || fail === undefined || !isNarrower(fail, warn), {
      path: ['warn'],
      message: 'fail is reached before warn, so that it could never warn: exchange them',
    })
    .meta({ title: 'limits' });

export type RangeLimits = z.output<ReturnType<typeof rangeLimits>>;

type RangeInput =
  | number
  | string
  | { readonly min?: number | string | undefined; readonly max?: number | string | undefined };

/** The range of a config value; undefined when it is none. */
export const parseRange = (written: RangeInput, unit: RangeUnit): ValueRange | undefined => {
  if (typeof written !== 'object') return parseRangeText(String(written).trim(), unit);
  if (written.min === undefined && written.max === undefined) return undefined;
  return parseBounds(written.min ?? '~', written.max ?? '', unit);
};

const parseRangeText = (text: string, unit: RangeUnit): ValueRange | undefined => {
  const bare = text.replace(/^@/, '');
  const [first = '', second, ...rest] = bare.split(':');
  if (bare === '' || bare === ':' || rest.length > 0) return undefined;
  const parsed = second === undefined ? parseBounds('0', first, unit) : parseBounds(first || '0', second, unit);
  return parsed === undefined ? undefined : { ...parsed, inside: !text.startsWith('@') };
};

const parseBounds = (from: number | string, to: number | string, unit: RangeUnit): ValueRange | undefined => {
  const min = from === '~' ? Number.NEGATIVE_INFINITY : parseQuantity(from, unit);
  const max = to === '' ? Number.POSITIVE_INFINITY : parseQuantity(to, unit);
  return min === undefined || max === undefined || min > max ? undefined : { min, max, inside: true };
};

/** A number with a unit of what is counted: `250ms` is 0.25 of seconds. Undefined when it is none. */
export const parseQuantity = (written: number | string, unit: RangeUnit): number | undefined => {
  const [, number, suffix = ''] =
    /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([A-Za-z%]*)$/.exec(String(written).trim()) ?? [];
  if (number !== undefined && !isKeptExactly(number)) return undefined;
  const factor = suffix === '' ? 1 : (FACTORS_BY_UNIT[unit] as Readonly<Record<string, number>>)[suffix];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
};

/** Whether the range accepts the value, given as a number or by its digits. */
export const isWithin = ({ min, max, inside }: ValueRange, value: number | string): boolean => {
  const digits = String(value);
  return (orderNumbers(String(min), digits) <= 0 && orderNumbers(digits, String(max)) <= 0) === inside;
};

/** A range for people: `at most 80`, `at least 3`, `between 1 and 5`. */
export const formatRange = ({ min, max, inside }: ValueRange): string => {
  const not = inside ? '' : 'not ';
  if (min === Number.NEGATIVE_INFINITY || (min === 0 && max !== Number.POSITIVE_INFINITY))
    return `${not}at most ${max}`;
  return max === Number.POSITIVE_INFINITY ? `${not}at least ${min}` : `${not}between ${min} and ${max}`;
};

/** A number to compare. */
export interface MeasuredValue {
  readonly name: string;
  /** Null: it could not be read, which is never healthy. */
  readonly value: number | null;
  /** The digits of the value, where a number may not hold them all. */
  readonly digits?: string | undefined;
  readonly unit: RangeUnit;
  /** What the number is, for people: `96 of 100 connections are used (96 %)`. */
  readonly text: string;
  /** Reason of a value outside the limits. Default: threshold. */
  readonly reason?: ProbeReason;
  /** Reason of a value that could not be read. Default: missing_value. */
  readonly missing?: ProbeReason;
}

/** Compares a number with its limits, where there are any; a value outside of both makes one finding, the fault. */
export const compareRange = (
  quantity: MeasuredValue,
  { warn, fail }: RangeLimits | undefined = {},
): readonly Comparison[] => {
  const failing = fail === undefined ? [] : [compareOne(quantity, fail, 'fail')];
  if (warn === undefined || failing.some(({ status }) => status !== 'pass')) return failing;
  return [...failing, compareOne(quantity, warn, 'warn')];
};

const compareOne = (
  { name, value, unit, text, ...quantity }: MeasuredValue,
  expected: ValueRange,
  otherwise: 'warn' | 'fail',
): Comparison => {
  const limit = formatRange(expected);
  const base = { name, operator: 'within', expected: limit, ...(unit === '' || unit === 'base' ? {} : { unit }) };
  if (value === null || !Number.isFinite(value))
    return { ...base, actual: null, status: 'error', reason: quantity.missing ?? 'missing_value', text };
  return {
    ...base,
    actual: value,
    status: isWithin(expected, quantity.digits ?? value) ? 'pass' : otherwise,
    reason: quantity.reason ?? 'threshold',
    text: `${text}, ${otherwise === 'fail' ? 'the limit is' : 'warns unless'} ${limit}${unitWord(unit)}`,
  };
};

const unitWord = (unit: RangeUnit): string => {
  if (unit === 'By') return ' bytes';
  return unit === '' || unit === 'base' ? '' : ` ${unit}`;
};
