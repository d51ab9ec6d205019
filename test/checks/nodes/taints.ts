import { timestampAgo } from '../../support/build-pods.ts';

/** A taint that keeps pods away, since so long if that is known. */
export const taintOf = (key: string, since?: string) => ({
  key,
  effect: 'NoSchedule',
  ...(since && { timeAdded: timestampAgo(since) }),
});
