import * as z from 'zod';
import type { Comparison } from './comparison.ts';
import { type FoundValue, foundText } from './found-value.ts';
import { unusableOutcome } from './unusable-value.ts';
import { compareFound, comparesSomething, expectationParams, severalValues } from './value-expectation.ts';

const { eq: _, ...comparisonParams } = expectationParams();

/** Schema of what is expected of one header; at least one comparison. */
export const headerExpectation = () =>
  z
    .strictObject({
      name: z.string().min(1).describe('Name of the header, in any case'),
      equals: z.string().optional().describe('The whole value'),
      absent: z.boolean().optional().describe('The header must not be there (true), or must be there (false)'),
      ...comparisonParams,
      onMissing: unusableOutcome('fail').describe('When the header is not there'),
      of: severalValues().describe('Where the header comes several times, how many must hold'),
    })
    .refine(
      (header) => header.equals !== undefined || header.absent !== undefined || comparesSomething(header),
      'nothing is compared: add equals, matches, absent, limits ...',
    )
    .meta({ title: 'headerExpectation' });

export type HeaderExpectation = z.output<ReturnType<typeof headerExpectation>>;
type HeaderLines = readonly (readonly [name: string, value: string])[];

/** The value of a header (its name in lower case), the first one of several; empty without one. */
export const headerText = ({ headers }: { readonly headers: HeaderLines }, name: string): string =>
  headers.find(([line]) => line === name)?.[1].trim() ?? '';

/** Compares headers (names in lower case, one entry for each line) with what is expected of them. */
export const compareHeaders = async (
  headers: HeaderLines,
  expectations: readonly HeaderExpectation[],
): Promise<readonly Comparison[]> =>
  (await Promise.all(expectations.map((expectation) => compareHeader(headers, expectation)))).flat();

const compareHeader = (
  headers: HeaderLines,
  { name, equals, absent, ...expectation }: HeaderExpectation,
): Promise<readonly Comparison[]> => {
  const values = headers.filter(([line]) => line === name.toLowerCase()).map(([, value]) => foundHeader(name, value));
  const text = `header ${name} is missing`;
  return compareFound(
    {
      name: `header ${name}`,
      values,
      absence: { reason: 'assertion', text, outcome: expectation.onMissing },
    },
    {
      ...expectation,
      ...(absent === undefined ? {} : { exists: !absent }),
      ...(equals === undefined ? {} : { eq: equals }),
    },
  );
};

/** Values of cookies are secrets; their names and attributes are none. */
const foundHeader = (name: string, value: string): FoundValue =>
  name.toLowerCase() === 'set-cookie'
    ? { ...foundText(value), shown: value.replace(/^([^=;]*)=[^;]*/, '$1=***') }
    : foundText(value);
