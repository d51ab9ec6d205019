import { ProbeError } from '../../model/errors.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';

const TIMEOUT_REASONS: Partial<Record<PhaseName, ProbeReason>> = {
  resolve: 'dns',
  connect: 'connect_timeout',
  tls: 'tls_handshake',
};

/**
 * Asks one of several members and waits at most `ms`, so that a silent one does not use up the deadline of all. The reason of
 * its timeout is that of the phase it reached. `ask` may lift the limit, when it has chosen the member and stays with it.
 * Throws only when the session itself has ended, or on a fault of our own.
 */
export const askWithTimeout = async <T>(
  member: string,
  ms: number,
  session: ProbeSession,
  ask: (session: ProbeSession, liftLimit: () => void) => Promise<T>,
): Promise<PartAnswer<T>> => {
  let reached: PhaseName = 'resolve';
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    const text = `${member}: no answer in ${ms} ms, the last thing tried was ${reached}`;
    timeout.abort(new ProbeError(TIMEOUT_REASONS[reached] ?? 'deadline_attempt', text, { silent: true }));
  }, ms);
  try {
    const signal = AbortSignal.any([session.signal, timeout.signal]);
    const phase = (name: PhaseName): void => {
      reached = name;
    };
    return { value: await ask({ signal, phase }, () => clearTimeout(timer)) };
  } catch (error) {
    session.signal.throwIfAborted();
    if (error instanceof ProbeError) return { problem: error };
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
