import * as z from 'zod';
import { type Comparison, formatValue, shortenText } from './comparison.ts';
import { regexPattern } from './pattern.ts';

/** Schema of what is expected of one header; at least one comparison. */
export const headerExpectation = () =>
  z
    .strictObject({
      name: z.string().min(1).describe('Name of the header, in any case'),
      equals: z.string().optional().describe('The whole value'),
      matches: regexPattern().optional().describe('Regular expression that must match the value'),
      absent: z.boolean().optional().describe('The header must not be there (true), or must be there (false)'),
      of: z.enum(['all', 'any']).default('all').describe('Where the header comes several times, how many must hold'),
    })
    .refine(
      ({ equals, matches, absent }) => equals !== undefined || matches !== undefined || absent !== undefined,
      'nothing is compared: add equals, matches or absent',
    );

export type HeaderExpectation = z.output<ReturnType<typeof headerExpectation>>;
type HeaderLines = readonly (readonly [name: string, value: string])[];

/** Compares headers (names in lower case, one entry for each line) with what is expected of them. */
export const compareHeaders = (
  headers: HeaderLines,
  expectations: readonly HeaderExpectation[],
): readonly Comparison[] =>
  expectations.flatMap((expectation) => {
    const values = headers.filter(([name]) => name === expectation.name.toLowerCase()).map(([, value]) => value);
    const { equals, matches, absent } = expectation;
    return [
      ...(absent === undefined ? [] : [comparePresence(values, expectation.name, absent)]),
      ...(equals === undefined ? [] : [compareValues(values, expectation, 'equals', (value) => value === equals)]),
      ...(matches === undefined
        ? []
        : [compareValues(values, expectation, 'matches', (v) => new RegExp(matches).test(v))]),
    ];
  });

const comparePresence = (values: readonly string[], name: string, absent: boolean): Comparison => ({
  name: `header ${name}`,
  operator: 'absent',
  expected: absent,
  actual: values.length === 0,
  status: (values.length === 0) === absent ? 'pass' : 'fail',
  reason: 'assertion',
  text: absent ? `header ${name} is there, expected to be absent` : `header ${name} is missing`,
});

const compareValues = (
  values: readonly string[],
  expectation: HeaderExpectation,
  operator: 'equals' | 'matches',
  holds: (value: string) => boolean,
): Comparison => {
  const wrong = values.filter((value) => !holds(value));
  const enough = expectation.of === 'any' ? wrong.length < values.length : wrong.length === 0;
  const expected = expectation[operator] ?? '';
  const actual = hideCookieValue(expectation.name, wrong[0] ?? values[0]);
  const is = actual === undefined ? 'is missing' : `is ${formatValue(actual)}`;
  return {
    name: `header ${expectation.name}`,
    operator,
    expected,
    actual: actual === undefined ? null : shortenText(actual),
    // An absent header does not hold, although none of its values is wrong.
    status: values.length > 0 && enough ? 'pass' : 'fail',
    reason: 'assertion',
    text: `header ${expectation.name} ${is}, expected ${operator} ${formatValue(expected)}`,
  };
};

/** Values of cookies are secrets; their names and attributes are none. */
const hideCookieValue = (name: string, value: string | undefined): string | undefined =>
  name.toLowerCase() === 'set-cookie' ? value?.replace(/^([^=;]*)=[^;]*/, '$1=***') : value;
