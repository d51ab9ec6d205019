import * as z from 'zod';
import { objectRefSchema, reasonField, severityField, textField, timestampField } from './schema-fields.ts';

export const problemSchema = z
  .object({
    fingerprint: textField('Of the root finding; of a check without one, made of its name. The same from run to run'),
    story: textField('Fingerprint of the worst problem with the same cause, or its own: one cause in many workloads'),
    level: z
      .enum(['fault', 'warning', 'unknown'])
      .describe('What is bad, what only warns, and what could not be looked at'),
    severity: severityField,
    reason: reasonField('What is wrong').nullable(),
    message: textField('A fact with its numbers'),
    object: objectRefSchema.exactOptional(),
    group: textField('Group of the check'),
    service: textField('What the check is bound to'),
    check: textField('Name of the registration'),
    checks: z.array(z.string()).describe('Every `service/name` that says it'),
    since: timestampField('Since when, as far as the objects tell').exactOptional(),
    reach: z
      .object({
        objects: z.int().min(0).describe('Objects that it is about or takes along'),
        services: z.int().min(0).describe('Services and Ingresses among them'),
      })
      .describe('How much it takes along'),
    consequences: z.array(z.string()).describe('Fingerprints of the findings that follow from it'),
    change: z
      .enum(['new', 'persisting'])
      .describe('With `--since`: new is what the earlier report lacks, or only warned of')
      .exactOptional(),
  })
  .describe('A root finding, or a check that is not plainly healthy and has no finding');

export const consequenceSchema = z
  .object({
    fingerprint: textField('Of the finding'),
    causedBy: textField('Fingerprint of the problem that it follows from'),
    severity: severityField,
    reason: reasonField('What is wrong'),
    message: textField('A fact with its numbers'),
    object: objectRefSchema.exactOptional(),
    service: textField('What its check is bound to'),
    check: textField('Name of the registration that found it'),
  })
  .describe('A finding that follows from a problem');
