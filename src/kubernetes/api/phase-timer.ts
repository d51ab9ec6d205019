import { ApiFailure } from './failure.ts';

/** Milliseconds that the phases of one request may take. */
export interface RequestLimits {
  /** Until the connection stands, TLS included. */
  readonly connect: number;
  /** From the request to the first byte of the response. */
  readonly firstByte: number;
  /** Between two chunks of the body. */
  readonly idle: number;
  /** From the beginning to the last byte. */
  readonly total: number;
}

export const DEFAULT_LIMITS: RequestLimits = { connect: 5_000, firstByte: 15_000, idle: 10_000, total: 60_000 };

/**
 * Watches the limits of one request and ends it with `end`; each phase replaces the timer of the one before.
 * `signal` ends it too.
 */
export const createPhaseTimer = (limits: RequestLimits, signal: AbortSignal, end: (failure: ApiFailure) => void) => {
  const startPhase = (ms: number, what: string) => {
    clearTimeout(phase);
    phase = setTimeout(() => end(new ApiFailure('silent', `${what} within ${ms / 1000} s`)), ms);
  };
  const onTotal = () => end(new ApiFailure('slow', `it gave no whole answer within ${limits.total / 1000} s`));
  const onAbort = () => end(abortedFailure());
  const total = setTimeout(onTotal, limits.total);
  let phase: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    onConnecting: () => startPhase(limits.connect, 'it took no connection'),
    onRequest: () => startPhase(limits.firstByte, 'it began no answer'),
    onWaiting: () => startPhase(limits.idle, 'it went silent in the middle of an answer'),
    onChunk: () => clearTimeout(phase),
    stop: () => {
      clearTimeout(total);
      clearTimeout(phase);
      signal.removeEventListener('abort', onAbort);
    },
  };
};

export type PhaseTimer = ReturnType<typeof createPhaseTimer>;

/** The failure of a request whose caller's signal was aborted. */
export const abortedFailure = () => new ApiFailure('ended', 'the time for reading the cluster was over');
