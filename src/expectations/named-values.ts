import * as z from 'zod';
import { findNearestWord } from '../text/nearest-word.ts';
import type { Comparison } from './comparison.ts';
import { foundText } from './found-value.ts';
import {
  compareFound,
  comparesSomething,
  expectationParams,
  NOTHING_COMPARED,
  type ValueExpectation,
} from './value-expectation.ts';

/** Schema of what is expected of values that a server reports by their names, as INFO of Redis or the status of MySQL. */
export const namedExpectations = (what: string) =>
  z
    .array(
      z
        .strictObject({
          name: z
            .string()
            .regex(/^[\w.-]+$/, 'a name of letters, digits and _')
            .describe(`Name of the ${what}, in any case`),
          ...expectationParams(),
          exists: z.boolean().optional().describe('Whether it is reported'),
        })
        .refine(comparesSomething, NOTHING_COMPARED)
        .meta({ title: 'namedExpectation' }),
    )
    .default([]);

export type NamedExpectation = ValueExpectation & { readonly name: string };

/** Compares what a server reports, by names in small letters, with what is expected of it. */
export const compareNamed = async (
  fields: ReadonlyMap<string, string>,
  expectations: readonly NamedExpectation[],
): Promise<readonly Comparison[]> => {
  const compared = expectations.map((expectation) => {
    const text = fields.get(expectation.name.toLowerCase());
    if (text !== undefined) return compareFound({ name: expectation.name, values: [foundText(text)] }, expectation);
    const absence = {
      reason: 'missing_value',
      text: describeAbsence(expectation.name, fields),
      outcome: expectation.onMissing,
    } as const;
    return compareFound({ name: expectation.name, values: [], absence }, expectation);
  });
  return (await Promise.all(compared)).flat();
};

/** How an absent name is written, with the nearest one that is reported: it may be misspelled. */
const describeAbsence = (name: string, fields: ReadonlyMap<string, string>): string => {
  const near = findNearestWord(name.toLowerCase(), [...fields.keys()]);
  return `${name} is missing${near === undefined ? '' : `: did you mean ${near}?`}`;
};
