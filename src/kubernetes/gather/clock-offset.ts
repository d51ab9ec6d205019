import { formatDuration } from '../../text/duration-text.ts';

/** Milliseconds that clocks may lie apart: machines that keep the time are closer than that. */
const MAX_OFFSET_MS = 60_000;

/**
 * A warning where the API server's clock and this machine's lie apart; undefined where they agree. Ages are counted by the
 * server's clock: one that is wrong makes old faults look new, and so healthy.
 */
export const clockWarning = (serverTime: number, ownTime: number): string | undefined => {
  const offset = serverTime - ownTime;
  if (Math.abs(offset) <= MAX_OFFSET_MS) return undefined;
  const apart = formatDuration(Math.abs(offset));
  return `the API server's clock is ${apart} ${offset > 0 ? 'ahead of' : 'behind'} this machine's: ages are counted by it, and may be wrong`;
};
