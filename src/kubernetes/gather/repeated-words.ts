import { limitMessage } from '../api/error-response.ts';
import type { ViewName } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/** In UTF-16 units: what a server says of several lists is in the problem of each up to here. */
const MAX_REPEATED_LENGTH = 120;

/** Warnings about words in full: a server that says something else of each list is not quoted for all. */
const MAX_QUOTES = 3;

/** The problems with what they repeat of the server's words shortened, and sentences that have these words in full. */
export interface ShortenedProblems {
  readonly problems: ReadonlyMap<ViewName, ViewProblem>;
  readonly warnings: readonly string[];
}

/** Leaves what a server says at length about several views in full in one warning: each check that needs them repeats it. */
export const shortenRepeatedWords = (problems: ReadonlyMap<ViewName, ViewProblem>): ShortenedProblems => {
  const counts = new Map<string, number>();
  for (const { said = '' } of problems.values()) counts.set(said, (counts.get(said) ?? 0) + 1);
  const repeated = [...counts].filter(([said, count]) => count > 1 && said.length > MAX_REPEATED_LENGTH);
  const isRepeated = new Set(repeated.map(([said]) => said));
  const shorten = ({ said = '', ...problem }: ViewProblem): ViewProblem =>
    isRepeated.has(said)
      ? { ...problem, message: problem.message.replace(said, () => limitMessage(said, MAX_REPEATED_LENGTH)) }
      : problem;
  return {
    problems: new Map([...problems].map(([view, problem]) => [view, shorten(problem)])),
    warnings: repeated
      .slice(0, MAX_QUOTES)
      .map(([said, count]) => `the API server says of ${count} kinds that it does not give: ${said}`),
  };
};
