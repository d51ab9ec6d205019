const BURN_MS = 60;

/**
 * How many times longer work takes now than it would with a processor to itself: elapsed over CPU time of a short burn,
 * at least 1. What a test allows in seconds is multiplied by it, so that a figure is judged and not what else the machine does.
 */
const contention = (): number => {
  const since = performance.now();
  const burnt = cpuClock();
  while (burnt() < BURN_MS);
  return Math.max(1, (performance.now() - since) / burnt());
};

/** Tells the CPU time of this process since now, in milliseconds: what else the machine does is not counted. */
export const cpuClock = (): (() => number) => {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
};

/** Runs it and returns, beside its outcome, the worst contention that was seen before, beside and after it. */
export const contended = async <T>(run: () => Promise<T>): Promise<readonly [outcome: T, contention: number]> => {
  const seen = [contention()];
  const timer = setInterval(() => seen.push(contention()), 1000);
  try {
    const outcome = await run();
    seen.push(contention());
    return [outcome, Math.max(...seen)];
  } finally {
    clearInterval(timer);
  }
};
