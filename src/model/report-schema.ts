import * as z from 'zod';
import type { Json } from './json.ts';
import { phaseNames } from './phase.ts';
import type { Reason } from './reasons.ts';
import { severities } from './severity.ts';
import { statuses } from './status.ts';

const text = (about: string) => z.string().describe(about);
const moment = (about: string) => z.string().meta({ format: 'date-time', description: `${about}; RFC 3339, UTC` });
const ms = (about: string) => z.number().min(0).describe(`${about}, in milliseconds`);
const json = (): z.ZodType<Json> => z.json();

/** Our own reasons are a closed list; readers have to bear with those that are added later. */
const reason = (about: string) =>
  z
    .string()
    .regex(/^[a-z_]+$/)
    .describe(`${about}; one of a closed list that grows`) as z.ZodType as z.ZodType<Reason>;

const status = z.enum(statuses).describe('How it ended');
const severity = z.enum(severities).describe('sev1 wakes somebody, sev3 waits for the morning');

const objectRef = z
  .object({
    kind: text('Kind, as Kubernetes spells it'),
    namespace: text('Absent for cluster-scoped kinds').exactOptional(),
    name: text('Name'),
    container: text('The container of it that is meant').exactOptional(),
  })
  .describe('A Kubernetes object, or a part of one');

const finding = z
  .object({
    reason: reason('What is wrong'),
    message: text('A fact with its numbers'),
    level: z.enum(['fault', 'warning']).describe('A fault makes the result failed, a warning degraded'),
    severity,
    object: objectRef.exactOptional(),
    objects: z.array(objectRef).describe('The objects inside, the pods of a Deployment for one'),
    evidence: z.record(z.string(), json()).describe('Numbers, conditions, events, the last lines of a log'),
    next: z.array(z.string()).describe('The next commands to type'),
    because: z.array(objectRef).exactOptional().describe('Objects whose own faults would explain this one'),
    count: z.int().min(1).describe('How many objects it is about'),
    fingerprint: text('Stable from run to run for the same fault on the same object'),
    causedBy: text('Fingerprint of the finding of this run that is the root of this one').exactOptional(),
  })
  .describe('What is wrong with which object');

const measure = z.object({
  value: z.number().describe('The number'),
  unit: text('s, %, By, or empty for a count'),
});

const assertion = z.object({
  name: text('What was compared'),
  operator: text('How'),
  expected: json().describe('What should be'),
  actual: json().describe('What is'),
  status: z.enum(['pass', 'warn', 'fail', 'error']).describe('How the comparison came out'),
  unit: text('Unit of both values').exactOptional(),
});

const phase = z.object({
  name: z.enum(phaseNames).describe('Phase of a probe'),
  ms: ms('How long it took'),
  done: z.boolean().describe('False for the phase in which the probe ended early'),
});

const attempt = z.object({
  n: z.int().min(1).describe('Number of the attempt, from 1'),
  startedAt: moment('When it started'),
  durationMs: ms('How long it took'),
  status,
  reason: reason('Why it was not plainly healthy').exactOptional(),
  message: text('The same for people').exactOptional(),
});

const result = z
  .object({
    group: text('Group of the check'),
    name: text('Name of the registration'),
    check: text('Name of the check in the catalogue'),
    service: text('What the check is bound to; `cluster` is always there'),
    status,
    healthy: z.boolean().nullable().describe('True for ok and degraded, null for skipped'),
    reason: reason('Why it is not plainly healthy; null when there is nothing to explain').nullable(),
    severity,
    message: text('The outcome in one line'),
    startedAt: moment('When it started'),
    endedAt: moment('When it ended'),
    durationMs: ms('How long it took, with all attempts'),
    timeoutMs: ms('Its limit'),
    attempts: z.array(attempt).describe('Every attempt, in order'),
    looked: z.record(z.string(), z.int()).describe('How many objects of which kind were looked at'),
    measures: z.record(z.string(), measure).describe('Numbers by name'),
    assertions: z.array(assertion).describe('Every comparison that was made'),
    phases: z.array(phase).describe('How far the probe got'),
    notes: z.array(z.string()).describe('What changes no status'),
    remedy: text(
      'What to do about it: about the fault that the check looks for, or, of an error, about what kept it from telling',
    ),
    runbook: text('Where that is written at length').nullable(),
    findings: z.array(finding).describe('What is wrong; empty is health'),
  })
  .describe('The outcome of one registration');

const run = z
  .object({
    id: text('Unique for the run'),
    version: text('Version of kavmon'),
    startedAt: moment('When the run started'),
    endedAt: moment('When it ended'),
    durationMs: ms('How long it took'),
    cluster: text('Name of the cluster, when it is known').nullable(),
    namespaces: z.array(z.string()).nullable().describe('Namespaces that were looked at; null: all'),
    filters: z
      .object({ group: z.array(z.string()), name: z.array(z.string()), service: z.array(z.string()) })
      .describe('What was asked for'),
    shard: z
      .object({ index: z.int().min(1), count: z.int().min(1) })
      .nullable()
      .describe('The share of this process, counted from 1'),
    exitCode: z.int().describe('Exit code of the process'),
  })
  .describe('The run');

const exporter = z.object({
  protocol: text('Protocol'),
  endpoint: text('Where to, without credentials'),
  ok: z.boolean().describe('Whether the metrics were taken'),
  durationMs: ms('How long it took'),
  error: text('Why not').exactOptional(),
  hint: text('What may help').exactOptional(),
});

const suppressed = z
  .object({
    check: text('Name of the check'),
    object: objectRef.exactOptional(),
    reason: reason('What was wrong'),
    why: text('Why it is ignored'),
    until: text('When the ignore ends').exactOptional(),
    count: z.int().min(1).describe('How many objects it is about'),
  })
  .describe('A finding that an ignore took out of the verdict');

/** The document of `-o json`; `schemas/report.schema.json` is made of it. Unknown fields are allowed: fields are only ever added. */
export const reportSchema = z
  .object({
    schemaVersion: z.literal(1),
    run,
    totals: z.record(z.enum(statuses), z.int().min(0)).describe('How many results have each status'),
    telemetry: z
      .object({ enabled: z.boolean(), exporters: z.array(exporter) })
      .describe('How the export of metrics went'),
    suppressed: z.array(suppressed),
    warnings: z.array(z.string()).describe('What belongs to no single result'),
    results: z.array(result),
  })
  .describe('Report of a kavmon run');

/** JSON Schema (draft 2020-12) of the document of `-o json`. */
export const reportJsonSchema = (): object => ({
  ...z.toJSONSchema(reportSchema, { io: 'input', target: 'draft-2020-12' }),
  $id: 'urn:kavmon:schema:report:1',
  title: 'kavmon report',
});
