import * as z from 'zod';
import { errorMessage, ProbeError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Comparison } from './comparison.ts';
import type { FoundValue } from './found-value.ts';
import { MAX_DEPTH, tooDeepError } from './json-depth.ts';
import { exactPartAt, type JsonDocument } from './json-document.ts';
import {
  compareFound,
  comparesSomething,
  expectationParams,
  NOTHING_COMPARED,
  severalValues,
  type ValueExpectation,
} from './value-expectation.ts';

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
      ...expectationParams(),
      exists: z.boolean().optional().describe('Whether there is a value at the path'),
      of: severalValues().describe('Where the path leads to several values, how many must hold'),
    })
    .refine(comparesSomething, NOTHING_COMPARED)
    .meta({ title: 'jsonExpectation' });

export type JsonExpectation = ValueExpectation & { readonly path: string };

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

const comparePath = async (document: JsonDocument, expectation: JsonExpectation): Promise<readonly Comparison[]> =>
  compareFound({ name: expectation.path, values: await exactValuesAt(document, expectation.path) }, expectation);
