import type { CheckContext } from '../check/check.ts';

/**
 * Awaits a probe, and adds a note with the target when a deadline ends it: the verdict of a deadline has the limit and the phase,
 * but not which of several targets was silent, nor what a part of an answer was.
 */
export const noteTargetOnAbort = async <T>(
  context: Pick<CheckContext<unknown>, 'signal' | 'note'>,
  target: string,
  probe: Promise<T>,
  partAnswer: () => string | undefined = () => undefined,
): Promise<T> => {
  try {
    return await probe;
  } catch (error) {
    const part = partAnswer();
    if (context.signal.aborted) context.note(part === undefined ? `no answer from ${target}` : `${target}: ${part}`);
    throw error;
  }
};
