import { setTimeout } from 'node:timers/promises';
import type { AttemptOutcome, ErrorResponse } from './error-response.ts';
import type { ApiFailure } from './failure.ts';

const MAX_TRIES = 3;
/** Of a 429: the server refuses before it does any work, and says when to come back. */
const MAX_TRIES_WHEN_BUSY = 8;
const MAX_PAUSE_MS = 15_000;
const FIRST_PAUSE_MS = 200;

const TRANSIENT_STATUS = new Set([500, 502, 503, 504]);
const TRANSIENT_KINDS = new Set(['refused', 'dns', 'connect', 'handshake', 'network', 'broken']);

/** Whether the same request may succeed; `tries` counts those made so far. */
const isRetriable = ({ kind, status }: ApiFailure, tries: number): boolean => {
  if (status === 429) return tries < MAX_TRIES_WHEN_BUSY;
  // Each silent try costs its whole limit.
  if (kind === 'silent') return tries < 2;
  return tries < MAX_TRIES && (TRANSIENT_KINDS.has(kind) || TRANSIENT_STATUS.has(status ?? 0));
};

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date (RFC 9110, 10.2.3); undefined when it is neither. */
const parseRetryAfter = (retryAfter: string | undefined): number | undefined => {
  if (!retryAfter) return undefined;
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

/** Milliseconds before the next try: what the server asks for, or twice as long each time; with jitter. */
const retryDelay = (tries: number, retryAfter: string | undefined): number => {
  const base = parseRetryAfter(retryAfter) ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
  return Math.min(base, MAX_PAUSE_MS) + Math.random() * FIRST_PAUSE_MS;
};

/** Decides about the tries of one request. After the first 401 the credentials are read anew, without a pause. */
const createRetryPolicy = () => {
  let tries = 0;
  let renew = false;
  return {
    get renew() {
      return renew;
    },
    /** Milliseconds before the next try; undefined when there is none. */
    delayAfter: ({ failure, retryAfter }: ErrorResponse): number | undefined => {
      tries++;
      if (failure.status === 401 && !renew) {
        renew = true;
        return 0;
      }
      return isRetriable(failure, tries) ? retryDelay(tries, retryAfter) : undefined;
    },
  };
};

const pauseUnlessAborted = async (ms: number, signal: AbortSignal): Promise<void> => {
  // An abort only ends the pause: the next try is refused by the same signal.
  if (ms > 0) await setTimeout(ms, undefined, { signal }).catch(() => undefined);
};

/**
 * Tries until there is a response, or a failure that will not pass. `attempt` is told whether to renew the credentials.
 *
 * @throws {ApiFailure} of the last try.
 */
export const requestWithRetries = async <T>(
  attempt: (renew: boolean) => Promise<AttemptOutcome<T>>,
  { signal, onRetry }: { readonly signal: AbortSignal; readonly onRetry: () => void },
): Promise<T> => {
  const policy = createRetryPolicy();
  for (;;) {
    const outcome = await attempt(policy.renew);
    if ('value' in outcome) return outcome.value;
    const delay = signal.aborted ? undefined : policy.delayAfter(outcome);
    if (delay === undefined) throw outcome.failure;
    onRetry();
    await pauseUnlessAborted(delay, signal);
  }
};
