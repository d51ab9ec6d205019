import type { CheckContext } from '../check/check.ts';

/**
 * Awaits a probe, and adds a note with the target when a deadline ends it: the verdict of a deadline has the limit and the phase,
 * but not which of several targets was silent.
 */
export const noteTargetOnAbort = async <T>(
  context: Pick<CheckContext<unknown>, 'signal' | 'note'>,
  target: string,
  probe: Promise<T>,
): Promise<T> => {
  try {
    return await probe;
  } catch (error) {
    if (context.signal.aborted) context.note(`no answer from ${target}`);
    throw error;
  }
};
