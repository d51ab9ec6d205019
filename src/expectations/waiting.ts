import type { Ambient } from '../check/check.ts';

/**
 * Waits for a probe. When a deadline ends it, a note says what was waited for: the verdict of a deadline knows the limit
 * and the phase, but not which of several targets was silent.
 */
export const waitFor = async <T>(
  context: Pick<Ambient<unknown>, 'signal' | 'note'>,
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
