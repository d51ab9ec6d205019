import { setTimeout as sleep } from 'node:timers/promises';

export type Limit = { readonly what: string; readonly ms?: number; readonly every?: number };

/**
 * Asks again and again until `probe` returns something other than undefined or false, and returns that.
 * Throws with the last cause after `ms` (default 10 s); `every` is the pause between two questions (default 50 ms).
 */
export const until = async <T>(
  probe: () => T | false | undefined | Promise<T | false | undefined>,
  limit: Limit,
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
