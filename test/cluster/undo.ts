import { within } from './patience.ts';

/** What has been made and how it is taken away again, last made first taken. */
export type Undo = {
  readonly add: (what: string, step: () => unknown) => void;
  readonly run: () => Promise<void>;
};

const STEP_MS = 30_000;

/** Returns an empty list. `run` takes every step even if one fails, and throws once with what was left. */
export const makeUndo = (): Undo => {
  const steps: { what: string; step: () => unknown }[] = [];
  const run = async () => {
    const left: string[] = [];
    for (let next = steps.pop(); next; next = steps.pop()) {
      try {
        await within(Promise.resolve(next.step()), STEP_MS);
      } catch (error) {
        left.push(`${next.what}: ${(error as Error).message}`);
      }
    }
    if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`);
  };
  return { add: (what, step) => steps.push({ what, step }), run };
};

/** Runs `make`; if it throws, everything added so far is undone before the error goes on. */
export const orUndo = async <T>(undo: Undo, make: () => Promise<T>): Promise<T> => {
  try {
    return await make();
  } catch (error) {
    await undo.run().catch((left: Error) => console.error(left.message));
    throw error;
  }
};
