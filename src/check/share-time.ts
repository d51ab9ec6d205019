/** Of the time of a check, the part that cleanup may take. */
const CLEANUP_SHARE = 0.25;

/** What is left so that a deadline of steps comes before that of the check, which does not know their names. */
const MARGIN_MS = 50;

/** The time of steps and their cleanup, out of what the attempt has left. */
export interface StepTime {
  /** Milliseconds that steps have left. */
  readonly forSteps: () => number;
  /** Milliseconds that all of the cleanup has left. */
  readonly forCleanup: () => number;
}

/** Shares the time that an attempt has left, so that cleanup has time of its own when a step has used up that of the steps. */
export const shareTime = (remainingMs: () => number, hasCleanup: boolean): StepTime => {
  const reserveMs = hasCleanup ? remainingMs() * CLEANUP_SHARE : 0;
  const forCleanup = (): number => Math.max(0, remainingMs() - MARGIN_MS);
  return { forSteps: () => Math.max(0, forCleanup() - reserveMs), forCleanup };
};

/** Half of the time that is left from now on, so that something optional cannot use up all of it. */
export const shareHalf = (leftMs: () => number): (() => number) => {
  const reserveMs = leftMs() / 2;
  return () => Math.max(0, leftMs() - reserveMs);
};
