import { withTimeLimit } from './wait-for.ts';

/** A list of clean-up steps, which run in reverse order. */
export type CleanUpSteps = {
  readonly add: (what: string, step: () => unknown) => void;
  readonly run: () => Promise<void>;
};

const STEP_MS = 30_000;

/**
 * Returns an empty list. `run` runs every step even when one fails or takes longer than 30 s, and then throws one error
 * that names those.
 */
export const makeCleanUp = (): CleanUpSteps => {
  const steps: { what: string; step: () => unknown }[] = [];
  const run = async () => {
    const left: string[] = [];
    for (let next = steps.pop(); next; next = steps.pop()) {
      try {
        await withTimeLimit(Promise.resolve(next.step()), STEP_MS);
      } catch (error) {
        left.push(`${next.what}: ${(error as Error).message}`);
      }
    }
    if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`);
  };
  return { add: (what, step) => steps.push({ what, step }), run };
};

/** Returns what `make` returns; when it throws, runs the clean-up steps before the error is thrown on. */
export const orCleanUp = async <T>(undo: CleanUpSteps, make: () => Promise<T>): Promise<T> => {
  try {
    return await make();
  } catch (error) {
    await undo.run().catch((left: Error) => console.error(left.message));
    throw error;
  }
};
