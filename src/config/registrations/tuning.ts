import * as z from 'zod';
import { severities } from '../../model/severity.ts';
import { duration } from '../../params/duration.ts';
import { buildShape, type PartsShape, type WordFilter } from './schema-parts.ts';
import type { TuningKey } from './tuning-keys.ts';

const MAX_NAME_LENGTH = 63;

/** A name that goes into filters, metric labels and ids. */
export const nameSchema = () =>
  z
    .string()
    .max(MAX_NAME_LENGTH)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, {
      error: 'a name consists of letters, digits, ".", "_" and "-", and begins and ends with a letter or digit',
    });

/** What a service may say for all of its registrations. */
export const serviceParts = {
  severity: () =>
    z.enum(severities).describe('How bad it is when it is not healthy; default: that of the check').optional(),
  runbook: () => z.url().describe('Where it is written what to do').optional(),
};

/** Further attempts. */
export const retrySchema = () =>
  z
    .strictObject({
      attempts: z
        .int()
        .min(1)
        .max(10)
        .optional()
        .describe('Attempts at most; a further one is made after a network error only')
        .meta({ default: 1 }),
      backoff: duration()
        .optional()
        .describe('Pause before the second attempt, doubled for each further one; default: 1s'),
      attemptTimeout: duration()
        .optional()
        .describe("Limit of one attempt; default: what the check's timeout leaves to each"),
    })
    .describe('Further attempts');

/**
 * What can be set of every check, for all of its registrations or for one, beside the parameters of the check.
 */
export const tuningParts = {
  enabled: () => z.boolean().describe('false switches it off: then only -n runs it').optional(),
  timeout: () =>
    duration()
      .refine((ms) => ms > 0, { error: 'has to be longer than nothing' })
      .describe('Limit of the whole check with its attempts; default: that of the check')
      .optional(),
  ...serviceParts,
  retry: () => retrySchema().optional(),
} satisfies Readonly<Record<TuningKey, () => z.ZodType>>;

/** The schema of tuning alone, of its wanted keys. */
export const tuningSchema = (isWanted: WordFilter) => z.strictObject(buildShape(tuningParts, isWanted));

/** What can be set of one registration beside the parameters of its check and the check itself. */
export const registrationParts = {
  name: () =>
    nameSchema().optional().describe('Name in filters and results; default: that of the check, numbered in a list'),
  ...tuningParts,
};

export type CheckTuning = z.output<z.ZodObject<PartsShape<typeof tuningParts>>>;
