import * as z from 'zod';
import type { Registration } from '../../check/check.ts';
import { phaseNames } from '../../model/phase.ts';
import { findingSchema, resultSchema } from '../../model/report-schema.ts';
import type { ReportedFinding, Result } from '../../model/result.ts';
import { healthyOf } from '../../model/status.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import { elapsedMs } from '../attempt/phases.ts';
import { describedSchema } from './module-data.ts';

// What comes from a child process, where users' code runs, is worth no more than that code: it is read as a stranger's.

/** In UTF-16 units: a warning is a line. */
const MAX_WARNING_LENGTH = 2000;

/** In UTF-16 units: tokens of some clouds have 4,000. */
const MAX_SECRET_LENGTH = 65_536;

const warningText = z.string().transform((text) => text.slice(0, MAX_WARNING_LENGTH));

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('entered'), phase: z.enum(phaseNames) }),
  z.object({ kind: z.literal('warning'), message: warningText }),
  z.object({ kind: z.literal('secret'), text: z.string().max(MAX_SECRET_LENGTH) }),
  /** A part of the findings of the result that comes next, when they are many. */
  z.object({ kind: z.literal('findings'), findings: z.array(findingSchema), ticket: z.string() }),
  /** `clean`: the check left nothing open, so that the process can run the next. */
  z.object({ kind: z.literal('finished'), result: resultSchema, ticket: z.string(), clean: z.boolean() }),
  z.object({ kind: z.literal('described'), file: z.string(), check: describedSchema }),
  z.object({ kind: z.literal('broken'), file: z.string(), problems: z.array(warningText) }),
]);

export type MessageFromChild = z.output<typeof messageSchema>;

type FinishedMessage = MessageFromChild & { kind: 'finished' };

/** A message as kavmon itself sends it. */
export type MessageToParent =
  | Exclude<MessageFromChild, { kind: 'findings' | 'finished' }>
  | { readonly kind: 'findings'; readonly findings: readonly ReportedFinding[]; readonly ticket: string }
  | (Omit<FinishedMessage, 'result'> & { readonly result: Result });

/** The message, or undefined when it is none of these. */
export const readChildMessage = (message: unknown): MessageFromChild | undefined => {
  const parsed = messageSchema.safeParse(message);
  return parsed.success ? parsed.data : undefined;
};

/**
 * The result under the identity of its registration, whatever name it came with, and in the time since `since`, in
 * `performance.now()`: its process may have started after the clock was set, or claim any time; `healthy` follows from its status.
 */
export const resultOfRegistration = <R extends Result>(result: R, registration: Registration, since: number): R => {
  const { name, check, group, service, severity, runbook, timeoutMs } = registration;
  const identity = { name, check, group, service, severity, runbook, timeoutMs, healthy: healthyOf(result.status) };
  return { ...result, ...identity, ...timesSince(result, since) };
};

const timesSince = ({ startedAt, durationMs, attempts }: Result, since: number) => {
  const limitMs = elapsedMs(since);
  const beganAt = readUnixTime() - limitMs;
  const placed = (claimedAt: string, claimedMs: number) => {
    const offsetMs = Math.min(Math.max(Date.parse(claimedAt) - Date.parse(startedAt), 0), limitMs);
    const ms = Math.min(claimedMs, limitMs - offsetMs);
    return { startedAt: isoTime(beganAt + offsetMs), durationMs: ms, endedAt: isoTime(beganAt + offsetMs + ms) };
  };
  return {
    ...placed(startedAt, durationMs),
    attempts: attempts.map((attempt) => {
      const { endedAt: _, ...times } = placed(attempt.startedAt, attempt.durationMs);
      return { ...attempt, ...times };
    }),
  };
};

const isoTime = (at: number): string => new Date(at).toISOString();
