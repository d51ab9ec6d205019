import * as z from 'zod';
import type { Json } from './json.ts';
import { REASON_PATTERN, type ReportedReason } from './reasons.ts';
import { severities } from './severity.ts';
import { statuses } from './status.ts';

export const textField = (about: string) => z.string().describe(about);
export const timestampField = (about: string) =>
  z.string().meta({ format: 'date-time', description: `${about}; RFC 3339, UTC` });
export const durationField = (about: string) => z.number().min(0).describe(`${about}, in milliseconds`);
export const jsonField = (): z.ZodType<Json> => z.json();

/** The type is the closed list of today and users' own; the pattern also accepts reasons that are added later. */
export const reasonField = (about: string) =>
  z
    .string()
    .regex(REASON_PATTERN)
    .describe(
      `${about}; one of a closed list that grows, or of an own check: acme/queue_stuck`,
    ) as z.ZodType as z.ZodType<ReportedReason>;

export const statusField = z.enum(statuses).describe('How it ended');
export const severityField = z.enum(severities).describe('sev1 wakes somebody, sev3 waits for the morning');

export const objectRefSchema = z
  .object({
    kind: textField('Kind, as Kubernetes spells it'),
    group: textField('API group of a custom resource, whose kind may have namesakes').exactOptional(),
    namespace: textField('Absent for cluster-scoped kinds').exactOptional(),
    name: textField('Name'),
    container: textField('The container of it that is meant').exactOptional(),
  })
  .describe('A Kubernetes object, or a part of one');
