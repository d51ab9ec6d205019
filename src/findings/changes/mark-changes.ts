import type { Problem, Report } from '../../model/result.ts';
import { compareWeight } from '../problems/rank-problems.ts';
import { findingWeights, knownWeights, problemKeys, problemWeight, type Weight } from './weights.ts';

type ComparedReport = Pick<Report, 'problems' | 'results'>;

/**
 * The problems with `change`: new is what the earlier report lacks, also as a consequence, and what it only warned of or
 * could not look at. Among problems of one severity and level, stories with something new come first.
 */
export const markChanges = (
  report: ComparedReport,
  earlier: Parameters<typeof knownWeights>[0] | undefined,
): readonly Problem[] => {
  const before: ReadonlyMap<string, Weight> = earlier === undefined ? new Map() : knownWeights(earlier);
  const findings = findingWeights(report);
  const marked = report.problems.map((problem): Problem => {
    const weight = problemWeight(problem, findings);
    const isKnown = problemKeys(problem, findings).every((key) => isAsBad(before.get(key), weight));
    return { ...problem, change: isKnown ? 'persisting' : 'new' };
  });
  return sortNewFirst(marked);
};

/** Whether it was known to be at least as bad; what could not be looked at was not known to be bad. */
const isAsBad = (before: Weight | undefined, now: Weight): boolean =>
  before === now || (before === 'fault' && now === 'warning');

const sortNewFirst = (problems: readonly Problem[]): readonly Problem[] => {
  const stories = [...Map.groupBy(problems, ({ story }) => story).values()];
  const isOld = (story: readonly Problem[]) => Number(story.every(({ change }) => change === 'persisting'));
  return stories
    .toSorted((one, other) => compareWeight(one[0] as Problem, other[0] as Problem) || isOld(one) - isOld(other))
    .flat();
};

/** Whether there is a new problem that is more than a warning, as `--fail-on new` has it. */
export const hasNewFault = (report: ComparedReport): boolean => {
  const findings = findingWeights(report);
  return report.problems.some(
    (problem) => problem.change !== 'persisting' && problemWeight(problem, findings) !== 'warning',
  );
};
