import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ProbeError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { regexPattern } from './pattern.ts';

const JSON_TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;

/** Comparisons of a JSON value. They convert nothing: "5" is not 5, and a text is not below any number. */
export const operatorParams = () => ({
  eq: z.json().optional().describe('Equal, of the same type'),
  ne: z.json().optional().describe('Not equal'),
  lt: z.number().optional().describe('A number below'),
  le: z.number().optional().describe('A number at most'),
  gt: z.number().optional().describe('A number above'),
  ge: z.number().optional().describe('A number at least'),
  in: z.array(z.json()).min(1).optional().describe('Equal to one of these'),
  matches: regexPattern().optional().describe('A text that the regular expression matches'),
  type: z.enum(JSON_TYPES).optional().describe('Of this JSON type'),
  length: z.number().int().min(0).optional().describe('A text, list or object of this length'),
  minLength: z.number().int().min(0).optional().describe('A text, list or object at least this long'),
  maxLength: z.number().int().min(0).optional().describe('A text, list or object at most this long'),
  semver: z.string().min(1).optional().describe('A version in this range, as npm writes ranges: `>=2.1 <3`'),
});

export type JsonOperator = keyof ReturnType<typeof operatorParams>;

export type JsonPredicate = (actual: Json, expected: Json) => boolean;

const numberPredicate =
  (compare: (actual: number, expected: number) => boolean): JsonPredicate =>
  (actual, expected) =>
    typeof actual === 'number' && compare(actual, Number(expected));

const lengthPredicate =
  (compare: (length: number, expected: number) => boolean): JsonPredicate =>
  (actual, expected) => {
    const length = jsonLength(actual);
    return length !== undefined && compare(length, Number(expected));
  };

const PREDICATES_BY_OPERATOR: Readonly<Record<Exclude<JsonOperator, 'semver'>, JsonPredicate>> = {
  eq: (actual, expected) => isDeepStrictEqual(actual, expected),
  ne: (actual, expected) => !isDeepStrictEqual(actual, expected),
  lt: numberPredicate((actual, expected) => actual < expected),
  le: numberPredicate((actual, expected) => actual <= expected),
  gt: numberPredicate((actual, expected) => actual > expected),
  ge: numberPredicate((actual, expected) => actual >= expected),
  in: (actual, expected) => Array.isArray(expected) && expected.some((one) => isDeepStrictEqual(actual, one)),
  matches: (actual, expected) => typeof actual === 'string' && new RegExp(String(expected)).test(actual),
  type: (actual, expected) => jsonTypes(actual).includes(String(expected)),
  length: lengthPredicate((length, expected) => length === expected),
  minLength: lengthPredicate((length, expected) => length >= expected),
  maxLength: lengthPredicate((length, expected) => length <= expected),
};

/** The predicate of an operator; `semver` loads its library. Throws ProbeError `config` for an invalid range of versions. */
export const loadPredicate = async (name: JsonOperator, expected: Json): Promise<JsonPredicate> =>
  name === 'semver' ? semverPredicate(String(expected)) : PREDICATES_BY_OPERATOR[name];

const semverPredicate = async (range: string): Promise<JsonPredicate> => {
  const { default: semver } = await import('semver');
  if (semver.validRange(range) === null) throw new ProbeError('config', `"${range}" is no range of versions`);
  return (actual) => {
    const version =
      typeof actual === 'string'
        ? (semver.parse(actual, { loose: true }) ?? parseShortVersion(actual, semver.coerce))
        : null;
    return version !== null && semver.satisfies(version, range, { includePrerelease: true });
  };
};

/** Parses versions of fewer than three parts, `2` or `v2.10`; null for any other text. */
const parseShortVersion = <T>(text: string, coerce: (text: string) => T | null): T | null =>
  /^v?\d+(\.\d+)?$/.test(text) ? coerce(text) : null;

const jsonLength = (value: Json): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return value !== null && typeof value === 'object' ? Object.keys(value).length : undefined;
};

const jsonTypes = (value: Json): readonly string[] => {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
};
