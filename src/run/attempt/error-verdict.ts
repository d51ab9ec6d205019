import { inspect } from 'node:util';
import { clusterReasons } from '../../model/cluster-reasons.ts';
import { ProbeError } from '../../model/errors.ts';
import type { PhaseName } from '../../model/phase.ts';
import { type ProbeReason, reasons, statusOfReason } from '../../model/reasons.ts';
import type { Deadline } from './deadline.ts';
import type { Verdict } from './outcome.ts';

/** The verdict of what a check threw: a fact about the service by its reason, everything else `error`/`internal`. */
export const verdictOfThrown = (thrown: unknown): Verdict => {
  const reason = probeReasonOf(thrown);
  if (reason !== undefined) return { status: statusOfReason(reason), reason, message: wordsOf(thrown) };
  return { status: 'error', reason: 'internal', message: wordsOf(thrown) };
};

/** The reason for which a silent target is blamed, by the phase in which the limit of the attempt found it. */
const SILENT: { readonly [phase in PhaseName]?: ProbeReason } = {
  resolve: 'dns',
  connect: 'connect_timeout',
  tls: 'tls_handshake',
};

/** The verdict of a deadline: always `timeout`, and it says how far it got. */
export const verdictOfDeadline = ({ reason, message }: Deadline, reached: PhaseName): Verdict => ({
  status: 'timeout',
  reason: reason === 'deadline_attempt' ? (SILENT[reached] ?? reason) : reason,
  message: `${message}; reached the phase ${reached}`,
});

/** Known by its shape too: a user's module may bring a copy of the class. */
const probeReasonOf = (thrown: unknown): ProbeReason | undefined => {
  if (!(thrown instanceof Error) || !('reason' in thrown) || typeof thrown.reason !== 'string') return undefined;
  if (!(thrown instanceof ProbeError) && thrown.name !== 'ProbeError') return undefined;
  const { reason } = thrown;
  return Object.hasOwn(reasons, reason) && !Object.hasOwn(clusterReasons, reason) ? (reason as ProbeReason) : undefined;
};

/** What an error says in one text, or what else was thrown. Never throws. */
export const wordsOf = (thrown: unknown): string => {
  try {
    if (!(thrown instanceof Error))
      return `${inspect(thrown, { depth: 1 }).slice(0, 200)} was thrown, which is no error`;
    const { name, message } = thrown;
    return name === 'ProbeError' ? message : `${name}: ${message}`;
  } catch {
    return 'something was thrown that cannot be printed';
  }
};
