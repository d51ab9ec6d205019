import type { Comparison } from '../../../src/expectations/comparison.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { statusOfProblem, statusOfReason } from '../../../src/model/reasons.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';

/** What one other clock says of this machine's. */
export interface ClockReading {
  readonly target: string;
  readonly address: string;
  /** Of a time server (NTP): how many are between it and a clock of its own. */
  readonly stratum?: number;
  /** Milliseconds that it is ahead of this machine's; negative: behind. */
  readonly offsetMs: number;
  /** The offset is right to half of it. */
  readonly delayMs: number;
}

/** In milliseconds. */
interface OffsetLimits {
  readonly warn: number;
  readonly fail: number;
}

/**
 * Compares how far the clock is off with both limits. What lies within half of the packets' way is not known to be off: then it
 * is right as far as that server can tell.
 */
export const compareOffset = (
  { target, offsetMs, delayMs }: ClockReading,
  { warn, fail }: OffsetLimits,
): readonly Comparison[] => {
  const sureMs = Math.max(0, Math.abs(offsetMs) - delayMs / 2);
  const side = offsetMs > 0 ? 'behind' : 'ahead of';
  const far = formatDuration(Math.round(Math.abs(offsetMs)));
  const base = { name: 'offset', operator: 'le', actual: Math.round(Math.abs(offsetMs)) / 1000, unit: 's' } as const;
  const text = `it is ${far} ${side} ${target}`;
  const failed = sureMs > fail;
  const limit = (ms: number) => ({ ...base, expected: ms / 1000, reason: 'threshold' as const });
  // One clock makes one finding: a failure does not warn as well.
  if (failed) return [{ ...limit(fail), status: 'fail', text: `${text}, the limit is ${formatDuration(fail)}` }];
  return [
    { ...limit(fail), status: 'pass', text },
    { ...limit(warn), status: sureMs > warn ? 'warn' : 'pass', text: `${text}, warns from ${formatDuration(warn)} on` },
  ];
};

/** The error of a server that gave no time; others, such as the end of the check, are thrown on. */
export const failureOf = (error: unknown): ProbeError => {
  if (error instanceof ProbeError) return error;
  throw error;
};

/** Throws when all that failed were silent: that is a timeout, and nothing is known of the clock. */
export const throwSilence = (failures: readonly ProbeError[]): void => {
  const [first] = failures;
  if (first !== undefined && failures.every(({ reason }) => statusOfReason(reason) === 'timeout')) throw first;
};

/** A comparison for a server that gave no time. */
export const compareFailure = ({ reason, message, undecided }: ProbeError): Comparison => ({
  name: 'answer',
  operator: 'is',
  expected: 'a time',
  actual: message,
  status: statusOfProblem({ reason, undecided }),
  reason,
  text: message,
});
