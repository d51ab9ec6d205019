import * as z from 'zod';
import { durationField, objectRefSchema, severityField, textField, timestampField } from './schema-fields.ts';

const earlierProblemSchema = z
  .object({
    fingerprint: textField('As the earlier report has it'),
    level: textField('As the earlier report has it: fault, warning, unknown'),
    severity: severityField,
    reason: textField('What was wrong').nullable(),
    message: textField('What was said of it then'),
    object: objectRefSchema.exactOptional(),
    service: textField('What its check is bound to'),
    check: textField('Name of the registration'),
    checks: z.array(z.string()).describe('Every `service/name` that said it, of those this entry is about'),
  })
  .describe('A problem of the earlier report');

/** What became of the problems of the report that `--since` names. */
export const sinceSchema = z
  .object({
    file: textField('The file of the earlier report'),
    startedAt: timestampField('When the run of the earlier report started'),
    lookedAt: timestampField('When it looked: the end of its run, or when its snapshot was taken'),
    ageMs: durationField('How long that was before this run looked'),
    new: z.int().min(0).describe('Problems that it lacks, or only warned of'),
    persisting: z.int().min(0).describe('Problems that it has too'),
    resolved: z.array(earlierProblemSchema).describe('Gone, and this run looked'),
    replaced: z
      .array(earlierProblemSchema.extend({ by: textField('Fingerprint of the new finding, or `service/name`') }))
      .describe('Gone, but something new is wrong with the same object or check: not resolved'),
    notLookedAt: z
      .array(earlierProblemSchema.extend({ why: textField('Why this run cannot tell') }))
      .describe('Whether these persist is not known: this run did not look there'),
  })
  .describe('Comparison with an earlier report, with `--since`');
