import { TIMER_MAX_MS } from '../../process/timer-limit.ts';

/** The reason with which a signal aborts when time is up: which deadline it was. Its message is a clause for people. */
export class Deadline extends Error {
  override readonly name = 'Deadline';
  readonly reason: 'deadline_attempt' | 'deadline_check' | 'deadline_run';

  constructor(reason: Deadline['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** How long a check may take to end kindly after its signal, in milliseconds; then its result is given without it. */
export const GRACE_MS = 100;

/** A check that is past its deadline and grace has this long to be only slow: its thread or process may get little CPU. */
const SLACK_MS = 100;

/** Milliseconds after which a check with this timeout counts as hanging, and what it runs in is ended. */
export const hangLimitMs = (timeoutMs: number): number => timeoutMs + GRACE_MS + SLACK_MS;

/** The reason of what ends because nobody waits for it any more; one for all, since to make one takes longer than a check. */
export const OVER = new DOMException('it is over', 'AbortError');

/** A timer that fires later than this fired in a thread that was busy with something else. */
const LATE_MS = 50;

/**
 * Calls `onTime` after `ms`, monotonic. When the thread was held up and the timer comes late, what arrived meanwhile is
 * still unread: then it waits as long again as it was late, at most `ms` in all. Returns what stops it.
 */
export const startTimer = (ms: number, onTime: () => void): (() => void) => {
  let extra = 0;
  let timer: NodeJS.Timeout;
  const arm = (wait: number): void => {
    const due = performance.now() + wait;
    timer = setTimeout(
      () => {
        const late = performance.now() - due;
        const more = Math.min(late, ms - extra);
        if (late < LATE_MS || more < 1) return onTime();
        extra += more;
        arm(more);
      },
      Math.min(wait, TIMER_MAX_MS),
    );
  };
  arm(ms);
  return () => clearTimeout(timer);
};

/** Resolves after `ms` at the latest, or when the signal aborts; never rejects. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
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

/** What the promise resolves to, undefined when that takes longer than `ms`. Leaves no timer behind. */
export const within = async <T>(ms: number, promise: Promise<T>): Promise<T | undefined> => {
  const over = new AbortController();
  try {
    return await Promise.race([promise, pause(ms, over.signal).then(() => undefined)]);
  } finally {
    over.abort(OVER);
  }
};
