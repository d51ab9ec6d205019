import * as z from 'zod';
import { jsonPathText } from '../../../src/expectations/json-path.ts';
import { duration } from '../../../src/params/duration.ts';
import { leftoverRequest } from './step-params.ts';

/** Variable with what the request that removes is sent for. */
export const LEFTOVER = 'leftover';

const MIN_AGE_MS = 600_000;

/** Schema of how to find and remove what runs have made that were killed before their cleanup. */
export const leftoverParams = () =>
  z
    .strictObject({
      list: leftoverRequest().describe('Request that lists what there is, as JSON'),
      items: jsonPathText().default('$[*]').describe('JSONPath of the entries'),
      name: jsonPathText()
        .default('$.name')
        .describe('JSONPath, within an entry, of the text that holds the `${runId}` of the run that made it'),
      id: jsonPathText()
        .optional()
        .describe('JSONPath, within an entry, of what `${leftover}` is in `remove`; the name when left out'),
      remove: leftoverRequest('DELETE', '200-299,404,410').describe('Request that removes one, `${leftover}`'),
      age: duration()
        .prefault('1h')
        .describe('How old it must be, by its name: longer than any run lasts, 10m or more'),
    })
    .refine(({ age }) => age >= MIN_AGE_MS, {
      path: ['age'],
      message: 'a run that still lasts could be younger: 10m or more',
    });

export type LeftoverParams = z.output<ReturnType<typeof leftoverParams>>;
