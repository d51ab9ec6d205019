import { type ComparedTarget, type Comparison, joinTexts } from '../../../src/expectations/comparison.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { missingNames } from './fill-step.ts';
import { type PlacedStep, runStep, type StepOutcome, type StepRun } from './run-step.ts';
import type { StepParams } from './step-params.ts';

/** How far steps came: what was compared, and the error that ended them. */
export interface StepsOutcome {
  readonly compared: readonly ComparedTarget[];
  readonly last: StepOutcome | undefined;
  readonly error?: unknown;
}

/** Steps with their places, for messages. */
export const placeSteps = (steps: readonly StepParams[], kind: string): readonly PlacedStep[] =>
  steps.map((step, index) => ({ step, place: `${kind} ${index + 1} of ${steps.length}, "${step.name}"` }));

/** Runs steps one after the other until one does not pass, or the time is over. Never rejects. */
export const runSteps = async (
  steps: readonly PlacedStep[],
  run: StepRun,
  leftMs: () => number,
): Promise<StepsOutcome> => {
  const compared: ComparedTarget[] = [];
  let last: StepOutcome | undefined;
  for (const placed of steps) {
    try {
      last = await runStep(placed, run, Math.max(1, leftMs()));
    } catch (error) {
      return { compared, last: undefined, error };
    }
    compared.push(last.compared);
    if (!last.passed) break;
  }
  return { compared, last };
};

/**
 * Runs every cleanup step, whatever became of the others; what goes wrong warns. One whose values were never captured has
 * nothing to remove, and is left out with a note. Never rejects.
 */
export const runCleanup = async (
  steps: readonly PlacedStep[],
  run: StepRun,
  leftMs: () => number,
): Promise<readonly ComparedTarget[]> => {
  const compared: ComparedTarget[] = [];
  for (const [index, placed] of steps.entries()) {
    const missing = missingNames(placed.step, run.values);
    if (missing.length > 0) {
      run.context.note(
        `${placed.place} was left out: ${missing.map((name) => `\${${name}}`).join(', ')} was not captured`,
      );
      continue;
    }
    const shareMs = Math.max(1, leftMs() / (steps.length - index));
    const outcome = await runStep(placed, run, shareMs).catch((error: unknown) => ({ error }));
    compared.push('error' in outcome ? failedCleanup(placed, outcome.error) : asWarnings(outcome.compared));
  }
  return compared;
};

const asWarnings = ({ subject, comparisons }: ComparedTarget): ComparedTarget => ({
  subject,
  comparisons: comparisons.map((one) => (one.status === 'pass' ? one : { ...one, status: 'warn' })),
});

const failedCleanup = ({ step, place }: PlacedStep, error: unknown): ComparedTarget => {
  const known = error instanceof ProbeError ? error : new ProbeError('deadline_attempt', `${place}: it did not end`);
  const comparison: Comparison = {
    name: 'cleanup',
    operator: 'is',
    expected: 'an answer',
    actual: null,
    status: 'warn',
    reason: known.reason,
    text: known.message.replace(`${place}: `, ''),
  };
  return { subject: { target: place, part: place, evidence: { step: step.name } }, comparisons: [comparison] };
};

/** What went wrong in cleanup, one line for each step. */
export const cleanupProblems = (compared: readonly ComparedTarget[]): readonly string[] =>
  compared.flatMap(({ subject, comparisons }) => {
    const wrong = comparisons.filter(({ status }) => status !== 'pass');
    return wrong.length === 0 ? [] : [`${subject.target}: ${joinTexts(wrong)}`];
  });
