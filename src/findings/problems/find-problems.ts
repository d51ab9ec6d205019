import type { Consequence, Problem, ReportedFinding, Result } from '../../model/result.ts';
import { checkProblems } from './check-problems.ts';
import { rankProblems } from './rank-problems.ts';
import { measureReach, startOf } from './reach.ts';

/** What is wrong, told once: the roots, and what follows from them. */
export interface FoundProblems {
  /** The worst first. */
  readonly problems: readonly Problem[];
  readonly consequences: readonly Consequence[];
}

interface PlacedFinding {
  readonly result: Result;
  readonly finding: ReportedFinding;
}

/**
 * The problems of a run: each finding that no other one explains, and each check that is not plainly healthy without a
 * finding. A finding whose root is not among these results is a problem itself: nothing is lost.
 */
export const findProblems = (results: readonly Result[]): FoundProblems => {
  const placed = results.flatMap((result) => result.findings.map((finding) => ({ result, finding })));
  const roots = Map.groupBy(
    placed.filter(({ finding }) => finding.causedBy === undefined || finding.causedBy === finding.fingerprint),
    ({ finding }) => finding.fingerprint,
  );
  const explained = placed.filter(({ finding }) => !roots.has(finding.fingerprint));
  const following = Map.groupBy(explained, ({ finding: { causedBy, fingerprint } }) =>
    causedBy !== undefined && roots.has(causedBy) ? causedBy : fingerprint,
  );
  const orphans = [...following].filter(([root]) => !roots.has(root));
  const problems = [...roots, ...orphans].map(([root, same]) =>
    problemOfFinding(same, roots.has(root) ? (following.get(root) ?? []) : []),
  );
  return {
    problems: rankProblems(
      [...problems, ...checkProblems(results)],
      placed.map(({ finding }) => finding),
    ),
    consequences: [...following]
      .filter(([root]) => roots.has(root))
      .flatMap(([root, effects]) => effects.map((effect) => consequenceOf(effect, root))),
  };
};

const problemOfFinding = (same: readonly PlacedFinding[], effects: readonly PlacedFinding[]): Problem => {
  const [{ finding, result }] = same as readonly [PlacedFinding, ...PlacedFinding[]];
  const { fingerprint, level, severity, reason, message, object } = finding;
  const since = startOf(finding);
  return {
    fingerprint,
    story: fingerprint,
    level,
    severity,
    reason,
    message,
    ...(object === undefined ? {} : { object }),
    group: result.group,
    service: result.service,
    check: result.name,
    checks: [...new Set(same.map((one) => `${one.result.service}/${one.result.name}`))],
    ...(since === undefined ? {} : { since }),
    reach: measureReach([finding, ...effects.map((effect) => effect.finding)]),
    consequences: [...new Set(effects.map((effect) => effect.finding.fingerprint))],
  };
};

const consequenceOf = ({ finding, result }: PlacedFinding, causedBy: string): Consequence => {
  const { fingerprint, severity, reason, message, object } = finding;
  return {
    fingerprint,
    causedBy,
    severity,
    reason,
    message,
    ...(object === undefined ? {} : { object }),
    service: result.service,
    check: result.name,
  };
};
