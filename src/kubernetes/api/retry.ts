import { setTimeout } from 'node:timers/promises';
import type { AttemptOutcome, ErrorResponse } from './error-response.ts';
import type { ApiFailure } from './failure.ts';

const MAX_TRIES = 3;
/** The server refuses these before it does anything, and says when to come back. */
const MAX_TRIES_WHEN_BUSY = 8;
const MAX_PAUSE_MS = 15_000;
const FIRST_PAUSE_MS = 200;

const TRANSIENT_STATUS = new Set([500, 502, 503, 504]);
const TRANSIENT_KINDS = new Set(['refused', 'dns', 'connect', 'handshake', 'network', 'broken']);

/** True when the same request may fare better; `tried` counts the tries so far. */
const isRetriable = ({ kind, status }: ApiFailure, tried: number): boolean => {
  if (status === 429) return tried < MAX_TRIES_WHEN_BUSY;
  // Silence has cost its whole limit already.
  if (kind === 'silent') return tried < 2;
  return tried < MAX_TRIES && (TRANSIENT_KINDS.has(kind) || TRANSIENT_STATUS.has(status ?? 0));
};

/** Milliseconds asked for by a `Retry-After` of seconds or of a date; undefined when it is neither. */
const parseRetryAfter = (retryAfter: string | undefined): number | undefined => {
  if (!retryAfter) return undefined;
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

/** Milliseconds to wait before the next try: what the server asks for, or ever longer; never all clients at once. */
const retryDelay = (tried: number, retryAfter: string | undefined): number => {
  const base = parseRetryAfter(retryAfter) ?? FIRST_PAUSE_MS * 2 ** (tried - 1);
  return Math.min(base, MAX_PAUSE_MS) + Math.random() * FIRST_PAUSE_MS;
};

/** Decides over the tries of one request. Credentials that were refused are read anew, once, without a pause. */
const createRetryPolicy = () => {
  let tried = 0;
  let renew = false;
  return {
    get renew() {
      return renew;
    },
    /** Milliseconds to wait before the next try; undefined when there is none. */
    delayAfter: ({ failure, retryAfter }: ErrorResponse): number | undefined => {
      tried++;
      if (failure.status === 401 && !renew) {
        renew = true;
        return 0;
      }
      return isRetriable(failure, tried) ? retryDelay(tried, retryAfter) : undefined;
    },
  };
};

const pauseUnlessAborted = async (ms: number, signal: AbortSignal): Promise<void> => {
  // An abort ends the pause; what it means is seen by who asked.
  if (ms > 0) await setTimeout(ms, undefined, { signal }).catch(() => undefined);
};

/**
 * Tries until there is an answer, or the failure is one that stays.
 *
 * @throws {ApiFailure} the last one.
 */
export const requestWithRetries = async <T>(
  attempt: (renew: boolean) => Promise<AttemptOutcome<T>>,
  { signal, retried }: { readonly signal: AbortSignal; readonly retried: () => void },
): Promise<T> => {
  const tries = createRetryPolicy();
  for (;;) {
    const outcome = await attempt(tries.renew);
    if ('value' in outcome) return outcome.value;
    const delay = signal.aborted ? undefined : tries.delayAfter(outcome);
    if (delay === undefined) throw outcome.failure;
    retried();
    await pauseUnlessAborted(delay, signal);
  }
};
