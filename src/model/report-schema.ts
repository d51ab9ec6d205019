import * as z from 'zod';
import { phaseNames } from './phase.ts';
import { consequenceSchema, problemSchema } from './problem-schema.ts';
import {
  durationField,
  jsonField,
  objectRefSchema,
  reasonField,
  severityField,
  statusField,
  textField,
  timestampField,
} from './schema-fields.ts';
import { sinceSchema } from './since-schema.ts';
import { statuses } from './status.ts';

export const findingSchema = z
  .object({
    reason: reasonField('What is wrong'),
    message: textField('A fact with its numbers'),
    brief: textField('The cause in a few words, for a list of one line; absent: the message').exactOptional(),
    level: z.enum(['fault', 'warning']).describe('A fault makes the result failed, a warning degraded'),
    severity: severityField,
    object: objectRefSchema.exactOptional(),
    objects: z.array(objectRefSchema).describe('The objects inside, the pods of a Deployment for one'),
    evidence: z.record(z.string(), jsonField()).describe('Numbers, conditions, events, the last lines of a log'),
    next: z.array(z.string()).describe('The next commands to type'),
    because: z.array(objectRefSchema).exactOptional().describe('Objects whose own faults would explain this one'),
    count: z.int().min(1).describe('How many objects it is about'),
    fingerprint: textField('Stable from run to run for the same fault on the same object'),
    causedBy: textField('Fingerprint of the finding of this run that is the root of this one').exactOptional(),
  })
  .describe('What is wrong with which object');

const measureSchema = z.object({
  value: z.number().describe('The number'),
  unit: textField('s, %, By, or empty for a count'),
});

const assertionSchema = z.object({
  name: textField('What was compared'),
  operator: textField('How'),
  expected: jsonField().describe('What should be'),
  actual: jsonField().describe('What is'),
  status: z.enum(['pass', 'warn', 'fail', 'error']).describe('How the comparison came out'),
  unit: textField('Unit of both values').exactOptional(),
});

const phaseSchema = z.object({
  name: z.enum(phaseNames).describe('Phase of a probe'),
  atMs: durationField('How long after the start of the attempt it began, where that is known').exactOptional(),
  ms: durationField('How long it took'),
  done: z.boolean().describe('False for the phase in which the probe ended early'),
});

const attemptSchema = z.object({
  n: z.int().min(1).describe('Number of the attempt, from 1'),
  startedAt: timestampField('When it started'),
  durationMs: durationField('How long it took'),
  status: statusField,
  reason: reasonField('Why it was not plainly healthy').exactOptional(),
  message: textField('The same for people').exactOptional(),
});

/** The outcome of one registration, an item of `results`. */
export const resultSchema = z
  .object({
    group: textField('Group of the check'),
    name: textField('Name of the registration'),
    check: textField('Name of the check in the catalogue'),
    service: textField('What the check is bound to; `cluster` is always there'),
    status: statusField,
    healthy: z.boolean().nullable().describe('True for ok and degraded, null for skipped'),
    reason: reasonField('Why it is not plainly healthy; null when there is nothing to explain').nullable(),
    severity: severityField,
    message: textField('The outcome in one line'),
    startedAt: timestampField('When it started'),
    endedAt: timestampField('When it ended'),
    durationMs: durationField('How long it took, with all attempts'),
    thread: z
      .int()
      .min(1)
      .describe('Number of the worker thread that ran it; absent: it ran in a process of its own, or not at all')
      .exactOptional(),
    timeoutMs: durationField('Its limit'),
    attempts: z.array(attemptSchema).describe('Every attempt, in order'),
    looked: z.record(z.string(), z.int()).describe('How many objects of which kind were looked at'),
    measures: z.record(z.string(), measureSchema).describe('Numbers by name'),
    assertions: z.array(assertionSchema).describe('Every comparison that was made'),
    phases: z.array(phaseSchema).describe('How far the probe got'),
    notes: z.array(z.string()).describe('What changes no status'),
    remedy: textField(
      'What to do about it: about the fault that the check looks for, or, of an error, about what kept it from telling',
    ),
    runbook: textField('Where that is written at length').nullable(),
    findings: z.array(findingSchema).describe('What is wrong; empty is health'),
    findingsLeftOut: z
      .int()
      .min(1)
      .describe('How many more findings there are than are told; absent: none')
      .exactOptional(),
  })
  .describe('The outcome of one registration');

const snapshotSchema = z
  .object({
    path: textField('The file or folder'),
    takenAt: timestampField('When it was taken'),
    ageMs: durationField('How old it was when the run started'),
  })
  .describe('The saved cluster that was judged; null: a live one, or none');

const runSchema = z
  .object({
    id: textField('Unique for the run'),
    version: textField('Version of kavmon'),
    startedAt: timestampField('When the run started'),
    endedAt: timestampField('When it ended'),
    durationMs: durationField('How long it took'),
    deadlineMs: durationField('How long it might take (`--run-timeout`)').exactOptional(),
    cluster: textField('Name of the cluster, when it is known').nullable(),
    namespaces: z.array(z.string()).nullable().describe('Namespaces that were looked at; null: all'),
    serverVersion: textField('Version of the API server, when it is known').nullable(),
    snapshot: snapshotSchema.nullable(),
    filters: z
      .object({
        group: z.array(z.string()),
        name: z.array(z.string()),
        service: z.array(z.string()),
        selector: z.array(z.string()).describe('Label selectors of the objects that were judged; empty: all'),
      })
      .describe('What was asked for'),
    shard: z
      .object({ index: z.int().min(1), count: z.int().min(1) })
      .nullable()
      .describe('The share of this process, counted from 1'),
    exitCode: z.int().describe('Exit code of the process'),
  })
  .describe('The run');

const exporterSchema = z.object({
  signal: z.enum(['metrics', 'traces', 'logs', 'alerts', 'heartbeat']).describe('What was sent'),
  protocol: textField('Protocol'),
  endpoint: textField('Where to, without credentials'),
  ok: z.boolean().describe('Whether it was taken'),
  durationMs: durationField('How long it took'),
  error: textField('Why not').exactOptional(),
  hint: textField('What may help').exactOptional(),
});

const suppressedSchema = z
  .object({
    check: textField('Name of the check'),
    object: objectRefSchema.exactOptional(),
    reason: reasonField('What was wrong'),
    why: textField('Why it is ignored'),
    until: textField('When the ignore ends').exactOptional(),
    count: z.int().min(1).describe('How many objects it is about'),
  })
  .describe('A finding that an ignore took out of the verdict');

/** The document of `-o json`; `schemas/report.schema.json` is generated from it. Unknown fields are allowed: later versions add some. */
export const reportSchema = z
  .object({
    schemaVersion: z.literal(1),
    run: runSchema,
    totals: z.record(z.enum(statuses), z.int().min(0)).describe('How many results have each status'),
    telemetry: z
      .object({ enabled: z.boolean(), exporters: z.array(exporterSchema) })
      .describe('How the export of metrics, traces, logs and alerts went'),
    suppressed: z.array(suppressedSchema),
    warnings: z.array(z.string()).describe('What belongs to no single result'),
    since: sinceSchema.exactOptional(),
    problems: z.array(problemSchema).describe('What is wrong, the worst first'),
    consequences: z.array(consequenceSchema).describe('What follows from the problems'),
    results: z.array(resultSchema),
  })
  .describe('Report of a kavmon run');

/** JSON Schema (draft 2020-12) of the document of `-o json`. */
export const reportJsonSchema = (): object => ({
  ...z.toJSONSchema(reportSchema, { io: 'input', target: 'draft-2020-12' }),
  $id: 'urn:kavmon:schema:report:1',
  title: 'kavmon report',
});
