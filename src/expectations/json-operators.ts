import * as z from 'zod';
import { ProbeError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { orderNumbers } from '../text/exact-number.ts';
import { digitsOf, type FoundValue } from './found-value.ts';
import { equalsExactly } from './json-document.ts';
import { regexPattern } from './pattern.ts';

const JSON_TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;

/** Comparisons of a value. They convert nothing: "5" is not 5, and a text is not below any number. */
export const operatorParams = () => ({
  eq: z.json().optional().describe('Equal, of the same type'),
  ne: z.json().optional().describe('Not equal'),
  lt: z.number().optional().describe('A number below'),
  le: z.number().optional().describe('A number at most'),
  gt: z.number().optional().describe('A number above'),
  ge: z.number().optional().describe('A number at least'),
  in: z.array(z.json()).min(1).optional().describe('Equal to one of these'),
  matches: regexPattern().optional().describe('A text, or the digits of a number, that the regular expression matches'),
  type: z.enum(JSON_TYPES).optional().describe('Of this JSON type'),
  length: z.number().int().min(0).optional().describe('A text, list or object of this length'),
  minLength: z.number().int().min(0).optional().describe('A text, list or object at least this long'),
  maxLength: z.number().int().min(0).optional().describe('A text, list or object at most this long'),
  semver: z.string().min(1).optional().describe('A version in this range, as npm writes ranges: `>=2.1 <3`'),
});

export type JsonOperator = keyof ReturnType<typeof operatorParams>;

export type JsonPredicate = (actual: FoundValue, expected: Json) => boolean;

const orderPredicate =
  (holds: (order: number) => boolean): JsonPredicate =>
  (actual, expected) => {
    const digits = digitsOf(actual);
    return digits !== undefined && holds(orderNumbers(digits, String(expected)));
  };

const lengthPredicate =
  (compare: (length: number, expected: number) => boolean): JsonPredicate =>
  ({ value }, expected) => {
    const length = jsonLength(value);
    return length !== undefined && compare(length, Number(expected));
  };

/** A text without a type equals the number that it spells, too. */
const equalsFound = ({ exact, digits }: FoundValue, expected: Json): boolean => {
  if (equalsExactly(exact, expected)) return true;
  if (digits !== undefined && typeof expected === 'number') return orderNumbers(digits, String(expected)) === 0;
  return false;
};

/** What a pattern is compared with: a text, or a number as it stands in the answer. */
const matchedText = (actual: FoundValue): string | undefined =>
  typeof actual.value === 'string' ? actual.value : digitsOf(actual);

const PREDICATES_BY_OPERATOR: Readonly<Record<Exclude<JsonOperator, 'semver'>, JsonPredicate>> = {
  eq: equalsFound,
  ne: (actual, expected) => !equalsFound(actual, expected),
  lt: orderPredicate((order) => order < 0),
  le: orderPredicate((order) => order <= 0),
  gt: orderPredicate((order) => order > 0),
  ge: orderPredicate((order) => order >= 0),
  in: (actual, expected) => Array.isArray(expected) && expected.some((one) => equalsFound(actual, one)),
  matches: (actual, expected) => {
    const text = matchedText(actual);
    return text !== undefined && new RegExp(String(expected)).test(text);
  },
  type: (actual, expected) => typesOf(actual).includes(String(expected)),
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
  return ({ value }) => {
    const version =
      typeof value === 'string'
        ? (semver.parse(value, { loose: true }) ?? parseShortVersion(value, semver.coerce))
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

/** A number that is written in a text without a type is of both types. */
const typesOf = ({ value, digits }: FoundValue): readonly string[] =>
  digits === undefined ? jsonTypes(value) : ['string', ...jsonTypes(Number(digits))];

const jsonTypes = (value: Json): readonly string[] => {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
};
