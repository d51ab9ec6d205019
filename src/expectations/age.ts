/** By how much clocks that are set may differ: those of the machines of one service, and ours. */
const CLOCK_SKEW_MS = 300_000;

/** Seconds since a moment; null where it is not known, or lies ahead by more than clocks differ: no age follows from it then. */
export const ageInSeconds = (at: number, now: number): number | null => {
  if (!Number.isFinite(at) || at - now > CLOCK_SKEW_MS) return null;
  return Math.max(0, Math.round((now - at) / 1000));
};
