import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { Problem, Report } from '../../model/result.ts';
import { compareWeight } from '../problems/rank-problems.ts';
import { findingWeights, knownWeights, problemKeys, problemWeight, type Weight } from './weights.ts';

type ComparedReport = Pick<Report, 'problems' | 'results'>;

/**
 * The problems with `change`: new is what the earlier report lacks, also as a consequence, and what it only warned of or
 * could not look at. What now explains an earlier problem of the same object persists: a rollout that was stuck, and whose
 * pods are told to crash by now, is one outage. Among problems of one severity and level, stories with something new come first.
 */
export const markChanges = (
  report: ComparedReport,
  earlier: Parameters<typeof knownWeights>[0] | undefined,
): readonly Problem[] => {
  const before: ReadonlyMap<string, Weight> = earlier === undefined ? new Map() : knownWeights(earlier);
  const roots = new Set(earlier?.problems.map(({ fingerprint }) => fingerprint));
  const findings = findingWeights(report);
  const objects = objectKeys(report);
  const marked = report.problems.map((problem): Problem => {
    const weight = problemWeight(problem, findings);
    const wasAsBad = (key: string) => isAsBad(before.get(key), weight);
    const isKnown =
      problemKeys(problem, findings).every(wasAsBad) ||
      effectsOnItself(problem, objects).some((effect) => roots.has(effect) && wasAsBad(effect));
    return { ...problem, change: isKnown ? 'persisting' : 'new' };
  });
  return sortNewFirst(marked);
};

/** The objects of findings, by fingerprint. */
const objectKeys = ({ results }: ComparedReport): ReadonlyMap<string, string> =>
  new Map(
    results.flatMap(({ findings }) =>
      findings.flatMap(({ fingerprint, object }) => (object === undefined ? [] : [[fingerprint, objectKey(object)]])),
    ),
  );

const effectsOnItself = ({ object, consequences }: Problem, objects: ReadonlyMap<string, string>): readonly string[] =>
  object === undefined ? [] : consequences.filter((effect) => objects.get(effect) === objectKey(object));

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
