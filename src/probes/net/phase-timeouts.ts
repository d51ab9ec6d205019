import { ProbeError } from '../../model/errors.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import type { Session } from '../probe.ts';

/** What one of several members came to: its answer, or why there is none. */
export type Told<T> = { readonly value: T } | { readonly problem: ProbeError };

const SILENT: Partial<Record<PhaseName, ProbeReason>> = {
  resolve: 'dns',
  connect: 'connect_timeout',
  tls: 'tls_handshake',
};

/**
 * Asks one of several members, and waits for it no longer than `ms`: one that is silent must not use up the time in which
 * the others say that all is well. Throws only when the session itself is over.
 */
export const patiently = async <T>(
  member: string,
  ms: number,
  session: Session,
  ask: (session: Session) => Promise<T>,
): Promise<Told<T>> => {
  let reached: PhaseName = 'resolve';
  const patience = new AbortController();
  const timer = setTimeout(() => {
    const text = `${member}: no answer in ${ms} ms, the last thing tried was ${reached}`;
    patience.abort(new ProbeError(SILENT[reached] ?? 'deadline_attempt', text));
  }, ms);
  try {
    const signal = AbortSignal.any([session.signal, patience.signal]);
    const phase = (name: PhaseName): void => {
      reached = name;
    };
    return { value: await ask({ signal, phase }) };
  } catch (error) {
    session.signal.throwIfAborted();
    if (error instanceof ProbeError) return { problem: error };
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
