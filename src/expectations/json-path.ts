import * as z from 'zod';
import { errorMessage, ProbeError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { isKeptExactly } from '../text/exact-number.ts';
import { type Comparison, formatValue, shortenText, shortenValue } from './comparison.ts';
import { MAX_DEPTH, tooDeepError } from './json-depth.ts';
import { exactPartAt, type JsonDocument, NumberText, writeExactly } from './json-document.ts';
import { type FoundValue, type JsonOperator, loadPredicate, operatorParams } from './json-operators.ts';

/** Status of a comparison whose value is absent, by `onMissing`. */
const ON_MISSING = { error: 'error', fail: 'fail', warn: 'warn', ok: 'pass' } as const;

const operatorSchemas = operatorParams();

/** Schema of a JSONPath (RFC 9535). */
export const jsonPathText = () =>
  z
    .string()
    .regex(/^\$/, 'a JSONPath begins with $')
    .refine(
      (path) => !numbersOf(path).some((digits) => Math.abs(Number(digits)) > Number.MAX_SAFE_INTEGER),
      'a number in a JSONPath is compared up to 2^53: select the value by something else, and compare it by eq or matches',
    );

/** The numbers of a path that stand in no quotes and in no name. */
const numbersOf = (path: string): readonly string[] =>
  path.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""').match(/(?<![\w.$@-])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi) ??
  [];

/** Schema of what is expected of the values at a JSONPath; at least one comparison. */
export const jsonExpectation = () =>
  z
    .strictObject({
      path: jsonPathText().describe('JSONPath (RFC 9535) of the values to judge'),
      ...operatorSchemas,
      exists: z.boolean().optional().describe('Whether there is a value at the path'),
      of: z.enum(['all', 'any']).default('all').describe('Where the path leads to several values, how many must hold'),
      onMissing: z
        .enum(['error', 'fail', 'warn', 'ok'])
        .default('error')
        .describe('When there is no value at the path'),
      level: z.enum(['fault', 'warning']).default('fault').describe('What it is when it does not hold'),
    })
    .refine(
      (value) => value.exists !== undefined || operatorsOf(value).length > 0,
      'nothing is compared: add eq, lt, exists ...',
    )
    .meta({ title: 'jsonExpectation' });

export type JsonExpectation = z.output<ReturnType<typeof jsonExpectation>>;

const operatorsOf = (expectation: object): readonly (readonly [JsonOperator, Json])[] =>
  Object.entries(expectation).filter(
    (entry): entry is [JsonOperator, Json] => Object.hasOwn(operatorSchemas, entry[0]) && entry[1] !== undefined,
  );

/** The values at a JSONPath, in their order. Throws ProbeError `config` for an invalid path. */
export const valuesAt = async (document: Json, path: string): Promise<readonly Json[]> =>
  (await nodesAt(document, path)).map(({ value }) => value as Json);

/** The same with the digits of their numbers. */
export const exactValuesAt = async (document: JsonDocument, path: string): Promise<readonly FoundValue[]> =>
  (await nodesAt(document.document, path)).map(({ value, location }) => ({
    value: value as Json,
    exact: exactPartAt(document.exact(), location),
  }));

const nodesAt = async (document: Json, path: string) => {
  const { jsonpath } = await import('json-p3');
  const environment = new jsonpath.JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH });
  try {
    return environment.query(path, document as never).nodes;
  } catch (error) {
    if (errorMessage(error).startsWith('recursion limit')) throw tooDeepError();
    throw new ProbeError('config', `${path} is not a JSONPath: ${errorMessage(error)}`, { cause: error });
  }
};

/** Compares a document with what is expected of it; one comparison for each operator. */
export const compareJson = async (
  document: JsonDocument,
  expectations: readonly JsonExpectation[],
): Promise<readonly Comparison[]> =>
  (await Promise.all(expectations.map((expectation) => comparePath(document, expectation)))).flat();

const comparePath = async (document: JsonDocument, expectation: JsonExpectation): Promise<readonly Comparison[]> => {
  const values = await exactValuesAt(document, expectation.path);
  const presence = expectation.exists === undefined ? [] : [comparePresence(values, expectation)];
  // A value that is expected to be absent, and is, leaves nothing to compare.
  if (expectation.exists === false && values.length === 0) return presence;
  const compared = operatorsOf(expectation).map(([name, expected]) =>
    compareValues(values, name, expected, expectation),
  );
  return [...presence, ...(await Promise.all(compared))];
};

const comparePresence = (values: readonly FoundValue[], expectation: JsonExpectation): Comparison => {
  const exists = values.length > 0;
  return {
    name: expectation.path,
    operator: 'exists',
    expected: expectation.exists ?? true,
    actual: exists,
    status: exists === expectation.exists ? 'pass' : failureStatus(expectation),
    reason: 'assertion',
    text: exists
      ? `${expectation.path} is ${formatFound(values[0])}, expected to be absent`
      : `${expectation.path} is missing`,
  };
};

const compareValues = async (
  values: readonly FoundValue[],
  name: JsonOperator,
  expected: Json,
  expectation: JsonExpectation,
): Promise<Comparison> => {
  const holds = await loadPredicate(name, expected);
  const base = { name: expectation.path, operator: name, expected: shortenValue(expected) };
  if (values.length === 0) {
    const status = ON_MISSING[expectation.onMissing];
    return { ...base, actual: null, status, reason: 'missing_value', text: `${expectation.path} is missing` };
  }
  const wrong = values.filter((value) => !holds(value, expected));
  const good = expectation.of === 'any' ? wrong.length < values.length : wrong.length === 0;
  const actual = wrong[0] ?? values[0];
  const several = values.length > 1 ? ` (${wrong.length} of ${values.length} values do not hold)` : '';
  return {
    ...base,
    actual: reportedValue(actual),
    status: good ? 'pass' : failureStatus(expectation),
    reason: 'assertion',
    text: `${expectation.path} is ${formatFound(actual)}, expected ${name} ${formatValue(expected)}${several}`,
  };
};

const formatFound = (found: FoundValue | undefined): string =>
  found === undefined ? 'null' : shortenText(writeExactly(found.exact));

/** A number that the report would round is its text there. */
const reportedValue = (found: FoundValue | undefined): Json => {
  if (found?.exact instanceof NumberText && !isKeptExactly(found.exact.digits)) return found.exact.digits;
  return shortenValue(found?.value ?? null);
};

const failureStatus = ({ level }: JsonExpectation): 'fail' | 'warn' => (level === 'warning' ? 'warn' : 'fail');
