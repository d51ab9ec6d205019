import type { ResourceName } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/** Collects which resources of a recording may not be judged, and why. */
export const createRecordedProblems = () => {
  const problems = new Map<ResourceName, ViewProblem>();
  const whole = new Set<ResourceName>();
  let unknown: ViewProblem | undefined;
  return {
    /** What was recorded of this resource may not be judged. */
    markInvalid: (name: ResourceName, message: string): void => {
      problems.set(name, invalidProblem(message));
    },
    /** The resource could not be read when the recording was made. */
    markMissing: (name: ResourceName, problem: ViewProblem): void => {
      problems.set(name, problem);
    },
    /** No other part of the recording has further objects of this resource. */
    markWhole: (name: ResourceName): void => {
      whole.add(name);
    },
    /** Nobody knows what a part of the recording held: what is not whole without it may not be judged. */
    markUnknown: (message: string): void => {
      unknown ??= invalidProblem(message);
    },
    problemOf: (name: ResourceName, isRecorded: boolean): ViewProblem | undefined =>
      problems.get(name) ?? (isRecorded && !whole.has(name) ? unknown : undefined),
    hasProblems: (): boolean => problems.size > 0,
  };
};

const invalidProblem = (message: string): ViewProblem => ({ status: 'error', reason: 'protocol', message });
