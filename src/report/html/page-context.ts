import type { Consequence, Problem, Report, ReportedFinding } from '../../model/result.ts';
import { indexDetails, type ProblemDetails } from '../present/problem-details.ts';
import { type Story, tellStories } from '../present/stories.ts';

/** What the sections of a page refer to. */
export interface PageContext {
  readonly report: Report;
  /** The worst first. */
  readonly stories: readonly Story[];
  readonly detailsOf: (problem: Problem) => ProblemDetails;
  /** What follows from the problem with this fingerprint. */
  readonly effectsOf: (fingerprint: string) => readonly Consequence[];
  /** Every finding by its fingerprint. */
  readonly findings: ReadonlyMap<string, ReportedFinding>;
  /** Number of the story that tells a finding, or a check without one (`service/name`). */
  readonly storyNumbers: ReadonlyMap<string, number>;
}

export const indexPage = (report: Report): PageContext => {
  const stories = tellStories(report);
  const following = Map.groupBy(report.consequences, ({ causedBy }) => causedBy);
  const numbers = stories.flatMap(({ problems }, at) =>
    problems.flatMap(({ fingerprint, checks }) => [
      ...checks.map((check) => [check, at + 1] as const),
      ...[fingerprint, ...(following.get(fingerprint) ?? []).map((effect) => effect.fingerprint)].map(
        (known) => [known, at + 1] as const,
      ),
    ]),
  );
  return {
    report,
    stories,
    detailsOf: indexDetails(report),
    effectsOf: (fingerprint) => following.get(fingerprint) ?? [],
    findings: new Map(
      report.results.flatMap(({ findings }) => findings.map((finding) => [finding.fingerprint, finding] as const)),
    ),
    // The first story of a check is the worst one.
    storyNumbers: new Map(numbers.toReversed()),
  };
};
