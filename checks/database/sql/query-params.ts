import * as z from 'zod';
import { unusableOutcome } from '../../../src/expectations/unusable-value.ts';
import { comparesSomething, expectationParams } from '../../../src/expectations/value-expectation.ts';
import { refuseText } from '../../../src/params/refuse-text.ts';

const { eq: _, ...comparisonParams } = expectationParams();

/** A user's query and what it must return; `runsIn` says what keeps it from writing. */
const sqlQuery = (runsIn: string, refuse: (sql: string) => string | undefined) =>
  z
    .strictObject({
      name: z.string().regex(/^\w+$/).describe('Name of the measure'),
      sql: z.string().min(1).check(refuseText(refuse)).describe(`One SELECT; it runs in ${runsIn}`),
      value: z
        .enum(['first', 'rows'])
        .default('first')
        .describe('What is compared: the first column of the first row, or the number of rows'),
      equals: z
        .union([z.string(), z.number(), z.boolean()])
        .optional()
        .describe('The value, whatever its type: 1 is 1.00 too, and true is t'),
      ...comparisonParams,
      onMissing: unusableOutcome().describe('What a NULL means'),
      onEmpty: unusableOutcome().describe('What it means that there is no row'),
    })
    .refine(
      (query) => query.equals !== undefined || comparesSomething(query),
      'nothing is compared: add equals, limits, lt, matches ...',
    )
    .meta({ title: 'sqlQuery' });

export type QueryParams = z.output<ReturnType<typeof sqlQuery>>;

/** Schema of the queries of a user, each with a name of its own; `refuse` says why a statement is not run. */
export const sqlQueries = (runsIn: string, refuse: (sql: string) => string | undefined = () => undefined) =>
  z
    .array(sqlQuery(runsIn, refuse))
    .default([])
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two queries have the same name')
    .describe('Queries of your own');
