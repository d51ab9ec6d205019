import * as z from 'zod';
import { objectRefSchema } from '../../model/schema-fields.ts';
import { severities } from '../../model/severity.ts';

const momentField = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'a moment such as 2026-11-28T03:10:00Z')
  .transform((text) => new Date(text).toISOString());

/** What is read of an earlier report. A later version may know reasons and levels that this one does not. */
const earlierReportSchema = z.object({
  run: z.object({
    startedAt: momentField,
    endedAt: momentField,
    cluster: z.string().nullable(),
    namespaces: z.array(z.string()).nullable(),
    snapshot: z.object({ takenAt: momentField }).nullable(),
    filters: z.object({ selector: z.array(z.string()).default([]) }).default({ selector: [] }),
  }),
  problems: z.array(
    z.object({
      fingerprint: z.string(),
      level: z.string(),
      severity: z.enum(severities),
      reason: z.string().nullable(),
      message: z.string(),
      object: objectRefSchema.exactOptional(),
      service: z.string(),
      check: z.string(),
      checks: z.array(z.string()).min(1),
      consequences: z.array(z.string()),
    }),
  ),
  results: z.array(
    z.object({
      service: z.string(),
      name: z.string(),
      findings: z.array(z.object({ fingerprint: z.string(), level: z.string() })),
    }),
  ),
});

/** An earlier report, as much of it as is compared. */
export type EarlierReport = z.output<typeof earlierReportSchema>;

/** A problem of an earlier report. */
export type EarlierProblem = EarlierReport['problems'][number];

/** The version of the report that this program writes, and reads. */
const SCHEMA_VERSION = 1;

/**
 * Reads the document of `-o json`.
 * @throws {Error} that says what the text is instead.
 */
export const parseEarlierReport = (text: string): EarlierReport => {
  if (text.trim() === '') throw new Error('it is empty');
  const value = parseDocument(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(NOT_A_REPORT);
  refuseOtherDocuments(value);
  const read = earlierReportSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`it is not a whole report: ${z.core.toDotPath(issue?.path ?? [])}: ${issue?.message}`);
};

const NOT_A_REPORT = 'it is not a report of "kavmon check -o json=FILE"';

const parseDocument = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const isSnapshot = /^\s*\{\s*"kind"\s*:\s*"KavmonSnapshot"/.test(text);
    throw new Error(isSnapshot ? A_SNAPSHOT : `${NOT_A_REPORT}: it is not JSON, or broke off before its end`, {
      cause,
    });
  }
};

const A_SNAPSHOT =
  'it is a snapshot, not a report; "kavmon check --snapshot FILE -o json=REPORT" makes a report of one';

const refuseOtherDocuments = (value: object): void => {
  const fields = value as Readonly<Record<string, unknown>>;
  if ('kind' in fields && !('run' in fields)) throw new Error(A_SNAPSHOT);
  if (!('schemaVersion' in fields)) throw new Error(NOT_A_REPORT);
  const { schemaVersion } = fields;
  if (schemaVersion !== SCHEMA_VERSION)
    throw new Error(`its schemaVersion is ${JSON.stringify(schemaVersion)}; this kavmon reads ${SCHEMA_VERSION}`);
  if (!('problems' in fields)) throw new Error('it has no problems: an older kavmon wrote it');
};
