import { setTimeout } from 'node:timers/promises';
import type { Outcome, Refusal } from './error-response.ts';
import type { ApiFailure } from './failure.ts';

const MOST_TRIES = 3;
/** The server refuses these before it does anything, and says when to come back. */
const MOST_TRIES_WHEN_BUSY = 8;
const LONGEST_PAUSE = 15_000;
const FIRST_PAUSE = 200;

const PASSING_STATUS = new Set([500, 502, 503, 504]);
const PASSING_KIND = new Set(['refused', 'dns', 'connect', 'handshake', 'network', 'broken']);

/** True when the same request may fare better; `tried` counts the tries so far. */
const isWorthRepeating = ({ kind, status }: ApiFailure, tried: number): boolean => {
  if (status === 429) return tried < MOST_TRIES_WHEN_BUSY;
  // Silence has cost its whole limit already.
  if (kind === 'silent') return tried < 2;
  return tried < MOST_TRIES && (PASSING_KIND.has(kind) || PASSING_STATUS.has(status ?? 0));
};

/** Milliseconds asked for by a `Retry-After` of seconds or of a date; undefined when it is neither. */
const asked = (retryAfter: string | undefined): number | undefined => {
  if (!retryAfter) return undefined;
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

/** Milliseconds to wait before the next try: what the server asks for, or ever longer; never all clients at once. */
const delayBefore = (tried: number, retryAfter: string | undefined): number => {
  const base = asked(retryAfter) ?? FIRST_PAUSE * 2 ** (tried - 1);
  return Math.min(base, LONGEST_PAUSE) + Math.random() * FIRST_PAUSE;
};

/** Decides over the tries of one request. Credentials that were refused are read anew, once, without a pause. */
const createTries = () => {
  let tried = 0;
  let renew = false;
  return {
    get renew() {
      return renew;
    },
    /** Milliseconds to wait before the next try; undefined when there is none. */
    delayAfter: ({ failure, retryAfter }: Refusal): number | undefined => {
      tried++;
      if (failure.status === 401 && !renew) {
        renew = true;
        return 0;
      }
      return isWorthRepeating(failure, tried) ? delayBefore(tried, retryAfter) : undefined;
    },
  };
};

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  // An abort ends the pause; what it means is seen by who asked.
  if (ms > 0) await setTimeout(ms, undefined, { signal }).catch(() => undefined);
};

/**
 * Tries until there is an answer, or the failure is one that stays.
 *
 * @throws {ApiFailure} the last one.
 */
export const untilAnswered = async <T>(
  attempt: (renew: boolean) => Promise<Outcome<T>>,
  { signal, retried }: { readonly signal: AbortSignal; readonly retried: () => void },
): Promise<T> => {
  const tries = createTries();
  for (;;) {
    const outcome = await attempt(tries.renew);
    if ('value' in outcome) return outcome.value;
    const delay = signal.aborted ? undefined : tries.delayAfter(outcome);
    if (delay === undefined) throw outcome.failure;
    retried();
    await pause(delay, signal);
  }
};
