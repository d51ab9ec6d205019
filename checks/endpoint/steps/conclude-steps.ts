import type { CheckContext } from '../../../src/check/check.ts';
import { type ComparedTarget, concludeComparisons, recordComparisons } from '../../../src/expectations/comparison.ts';
import type { Finding } from '../../../src/model/result.ts';
import { cleanupProblems, type StepsOutcome } from './run-steps.ts';

/** What became of steps and their cleanup. Problems of the cleanup are notes where another error ends the check. */
export const concludeSteps = (
  context: Pick<CheckContext<unknown>, 'assertion' | 'note'>,
  { compared, error }: Pick<StepsOutcome, 'compared' | 'error'>,
  cleanup: readonly ComparedTarget[],
): readonly Finding[] => {
  try {
    if (error === undefined) return concludeComparisons(context, ...compared, ...cleanup);
    recordComparisons(context, compared);
    throw error;
  } catch (thrown) {
    for (const problem of cleanupProblems(cleanup)) context.note(problem);
    throw thrown;
  }
};
