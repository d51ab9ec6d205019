import { formatDuration } from '../../../src/text/duration-text.ts';

/** How long ago, `3m 6s ago`; empty when the time is not known. */
export const formatTimeAgo = (now: number, at: number | undefined): string =>
  at === undefined ? '' : `${formatDuration(Math.max(0, now - at))} ago`;
