const BURN_MS = 60;

/**
 * Elapsed time over CPU time of a loop of {@link BURN_MS}, at least 1: how many times longer work takes now than on an
 * idle machine. Tests multiply the time that they allow by it.
 */
export const measureContention = (): number => {
  const since = performance.now();
  const burnt = startCpuClock();
  while (burnt() < BURN_MS);
  return Math.max(1, (performance.now() - since) / burnt());
};

/** Returns a function that returns the CPU time of this process since this call, in milliseconds. */
export const startCpuClock = (): (() => number) => {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
};

/** Returns the outcome of `run`, and the highest contention measured before, during (once a second) and after it. */
export const runWithContention = async <T>(
  run: () => Promise<T>,
): Promise<readonly [outcome: T, contention: number]> => {
  const seen = [measureContention()];
  const timer = setInterval(() => seen.push(measureContention()), 1000);
  try {
    const outcome = await run();
    seen.push(measureContention());
    return [outcome, Math.max(...seen)];
  } finally {
    clearInterval(timer);
  }
};
