import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `probe` until it returns something other than undefined or false, and returns that. The pause between two calls
 * grows from 50 ms to one second.
 * @throws Error naming `what` after `seconds`, with the message of the last error of `probe`.
 */
export const waitFor = async <T>(
  what: string,
  seconds: number,
  probe: () => Promise<T | undefined | false>,
): Promise<T> => {
  const end = performance.now() + seconds * 1000;
  let last = '';
  for (let pause = 50; ; pause = Math.min(pause * 1.5, 1000)) {
    try {
      const answer = await withTimeLimit(probe(), Math.max(end - performance.now(), 1));
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = `: ${(error as Error).message}`;
    }
    if (performance.now() + pause > end) throw new Error(`${what}: not within ${seconds} s${last}`);
    await sleep(pause);
  }
};

/** Returns what the work returns, or throws when it takes longer than `ms`; the work itself is not cancelled. */
export const withTimeLimit = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  const over = new AbortController();
  const late = sleep(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`no answer in ${Math.round(ms)} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
};
