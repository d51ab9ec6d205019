import { TIMER_MAX_MS } from '../../process/timer-limit.ts';
import { formatDuration } from '../../text/duration-text.ts';

/** The abort reason of a signal whose deadline has passed: says which deadline, and in its message why. */
export class Deadline extends Error {
  override readonly name = 'Deadline';
  readonly reason: 'deadline_attempt' | 'deadline_check' | 'deadline_run';

  constructor(reason: Deadline['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** How long a check may take to end after its signal has aborted, in milliseconds; then its result is given without it. */
export const GRACE_MS = 100;

/** A check that is past its deadline and grace has this long to be only slow: its thread or process may get little CPU. */
const SLACK_MS = 100;

/** Milliseconds after which a check with this timeout counts as hanging, and what it runs in is ended. */
export const hangLimitMs = (timeoutMs: number): number => timeoutMs + GRACE_MS + SLACK_MS;

/** The clause for a check without a result within its timeout. */
export const checkTimeoutMessage = (timeoutMs: number): string =>
  `no result within ${formatDuration(timeoutMs)}, the timeout of the check`;

/** The abort reason of a check whose timeout has passed. */
export const checkDeadline = (timeoutMs: number): Deadline =>
  new Deadline('deadline_check', checkTimeoutMessage(timeoutMs));

/** The abort reason of work that nobody waits for any more. One object for all: making one takes longer than a check. */
export const NO_LONGER_NEEDED = new DOMException('it is over', 'AbortError');

/** A timer that fires later than this, in milliseconds, fired in a thread that was blocked meanwhile. */
const LATE_TIMER_MS = 50;

/**
 * Calls `onTime` after `ms` of the monotonic clock. When the thread was blocked and the timer fires late, answers that
 * arrived meanwhile are still unread: then it waits as long again as it was late, at most `ms` in all. Returns a function
 * that stops it.
 */
export const startTimer = (ms: number, onTime: () => void): (() => void) => {
  let extraMs = 0;
  let timer: NodeJS.Timeout;
  const arm = (wait: number): void => {
    const due = performance.now() + wait;
    timer = setTimeout(
      () => {
        const lateMs = performance.now() - due;
        const moreMs = Math.min(lateMs, ms - extraMs);
        if (lateMs < LATE_TIMER_MS || moreMs < 1) return onTime();
        extraMs += moreMs;
        arm(moreMs);
      },
      Math.min(wait, TIMER_MAX_MS),
    );
  };
  arm(ms);
  return () => clearTimeout(timer);
};

/** Resolves after `ms` at the latest, or when the signal aborts; never rejects. */
export const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(ms, TIMER_MAX_MS));
    signal.addEventListener('abort', end);
  });

/** Resolves to the value of the promise, or to undefined when that takes longer than `ms`. Leaves no timer behind. */
export const resolveWithin = async <T>(ms: number, promise: Promise<T>): Promise<T | undefined> => {
  const settled = new AbortController();
  try {
    return await Promise.race([promise, pauseFor(ms, settled.signal).then(() => undefined)]);
  } finally {
    settled.abort(NO_LONGER_NEEDED);
  }
};
