import { setTimeout as sleep } from 'node:timers/promises';

export type PollLimit = { readonly what: string; readonly ms?: number; readonly every?: number };

/**
 * Calls `probe` until it returns something other than undefined or false, and returns that. `every` is the pause
 * between two calls (default 50 ms).
 * @throws Error naming `what` after `ms` (default 10 s), with the last error of `probe` as its cause.
 */
export const pollUntil = async <T>(
  probe: () => T | false | undefined | Promise<T | false | undefined>,
  limit: PollLimit,
): Promise<T> => {
  const end = performance.now() + (limit.ms ?? 10_000);
  let cause: unknown;
  do {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(limit.every ?? 50);
  } while (performance.now() < end);
  throw new Error(`gave up waiting for ${limit.what}`, { cause });
};
