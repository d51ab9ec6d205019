import { shareHalf } from '../../../src/check/share-time.ts';
import type { ComparedTarget } from '../../../src/expectations/comparison.ts';
import type { LeftoverParams } from './leftover-params.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import type { StepRun } from './run-step.ts';
import { placeSteps, runCleanup } from './run-steps.ts';
import type { StepParams } from './step-params.ts';

interface CleanupParams {
  readonly cleanup?: readonly StepParams[] | undefined;
  readonly leftovers?: LeftoverParams | undefined;
}

/** Whether there is something to do at the end, which takes time. */
export const cleansUp = ({ cleanup, leftovers }: CleanupParams): boolean =>
  cleanup !== undefined || leftovers !== undefined;

/**
 * Removes leftovers of older runs in half of the time at most, then runs the cleanup steps, the last of which may log out.
 * What goes wrong warns. Never rejects.
 */
export const cleanUp = async (
  { cleanup = [], leftovers }: CleanupParams,
  run: StepRun,
  leftMs: () => number,
): Promise<readonly ComparedTarget[]> => {
  const removed = leftovers === undefined ? [] : await removeLeftovers(leftovers, run, shareHalf(leftMs));
  return [...removed, ...(await runCleanup(placeSteps(cleanup, 'cleanup step'), run, leftMs))];
};
