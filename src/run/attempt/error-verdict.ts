import { inspect } from 'node:util';
import { clusterReasons } from '../../model/cluster-reasons.ts';
import { ProbeError } from '../../model/errors.ts';
import type { PhaseName } from '../../model/phase.ts';
import { type ProbeReason, reasons, statusOfReason } from '../../model/reasons.ts';
import { checkTimeoutMessage, type Deadline } from './deadline.ts';
import type { CheckVerdict } from './outcome.ts';
import { placeOfThrown } from './thrown-place.ts';

/**
 * The verdict on what a check threw: the reason of a `ProbeError`, for everything else `error`/`internal`. Of a user's module
 * its message says where.
 */
export const verdictOfThrown = (thrown: unknown, module?: string): CheckVerdict => {
  const reason = probeReasonOf(thrown);
  const advice = thrown instanceof ProbeError && thrown.advice !== undefined ? { advice: thrown.advice } : {};
  if (reason !== undefined)
    return { status: statusOfThrown(thrown, reason), reason, message: describeThrown(thrown), ...advice };
  return { status: 'error', reason: 'internal', message: locateThrown(thrown, module) };
};

const statusOfThrown = (thrown: unknown, reason: ProbeReason): CheckVerdict['status'] => {
  const status = statusOfReason(reason);
  if (thrown instanceof ProbeError && thrown.silent) return 'timeout';
  return status === 'failed' && thrown instanceof ProbeError && thrown.undecided ? 'error' : status;
};

/** The reason when a target was silent until the limit of the attempt, by the phase in which it was. */
const SILENT_TARGET_REASONS: { readonly [phase in PhaseName]?: ProbeReason } = {
  resolve: 'dns',
  connect: 'connect_timeout',
  tls: 'tls_handshake',
};

/** The verdict on a deadline: always `timeout`, with the phase that was reached, and where it leads when that is known. */
export const verdictOfDeadline = (
  { reason, message }: Deadline,
  reached: PhaseName,
  target?: string,
): CheckVerdict => ({
  status: 'timeout',
  reason: reason === 'deadline_attempt' ? (SILENT_TARGET_REASONS[reached] ?? reason) : reason,
  message: `${message}; reached the phase ${reached}${target === undefined ? '' : ` at ${target}`}`,
});

/** The verdict on a check that has blocked its thread or process until it was ended. */
export const blockedVerdict = (
  place: 'thread' | 'process',
  { timeoutMs }: { readonly timeoutMs: number },
  reached: PhaseName,
): CheckVerdict => ({
  status: 'timeout',
  reason: 'deadline_check',
  message: `${checkTimeoutMessage(timeoutMs)}: it blocked its ${place}; reached the phase ${reached}`,
});

/** What was thrown, and where in a user's module; without such a place the module itself. */
const locateThrown = (thrown: unknown, module: string | undefined): string => {
  const text = describeThrown(thrown);
  return module === undefined ? text : `${text} (${placeOfThrown(thrown, module) ?? module})`;
};

/** The warning about an error that comes when a check has its result already. */
export const lateFailureMessage = (error: unknown, module?: string): string =>
  `it failed after its result: ${locateThrown(error, module)}`;

/** By the shape too, since a user's module may bring its own copy of the class. */
const probeReasonOf = (thrown: unknown): ProbeReason | undefined => {
  if (!(thrown instanceof Error) || !('reason' in thrown) || typeof thrown.reason !== 'string') return undefined;
  if (!(thrown instanceof ProbeError) && thrown.name !== 'ProbeError') return undefined;
  const { reason } = thrown;
  return Object.hasOwn(reasons, reason) && !Object.hasOwn(clusterReasons, reason) ? (reason as ProbeReason) : undefined;
};

/** The name and message of an error, or what else was thrown, as one text. Never throws. */
export const describeThrown = (thrown: unknown): string => {
  try {
    if (!(thrown instanceof Error))
      return `${inspect(thrown, { depth: 1 }).slice(0, 200)} was thrown, which is no error`;
    const { name, message, cause } = thrown;
    if (name === 'ProbeError') return message;
    const inner = cause instanceof Error && !message.includes(cause.message) ? `: ${cause.message}` : '';
    return `${name}: ${message}${inner}`;
  } catch {
    return 'something was thrown that cannot be printed';
  }
};
