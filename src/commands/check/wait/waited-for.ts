import { isOtherCluster } from '../../../findings/changes/compare-reports.ts';
import { markChanges } from '../../../findings/changes/mark-changes.ts';
import { findingWeights, problemWeight } from '../../../findings/changes/weights.ts';
import { findProblems } from '../../../findings/problems/find-problems.ts';
import type { Problem, ReportedFinding, Result } from '../../../model/result.ts';
import { isNothingVerified, totalsOf } from '../../../model/status.ts';
import type { CheckOutcome } from '../report.ts';
import type { RunContext } from '../run-context.ts';

/** What of a look keeps the exit code from being 0, and may still change. */
export interface WaitedFor {
  /** The worst first. */
  readonly problems: readonly WaitedProblem[];
  /** The fingerprints of all findings that are waited for, also of those that follow from another one. */
  readonly fingerprints: ReadonlySet<string>;
  /** How many problems are not waited for, since `--since` tells that they were there before. */
  readonly persisting: number;
  /** Whether a registration with this result has to be asked again. */
  isOpen(result: Result): boolean;
}

export type WaitedProblem = Pick<Problem, 'fingerprint' | 'object' | 'message' | 'reason' | 'service' | 'check'>;

type GateRules = Pick<RunContext, 'flags' | 'comparison'>;

/**
 * Sorts out what is waited for by the rule of the exit code: what is not healthy, with `--fail-on degraded` also what is
 * degraded, with `--fail-on new` what is new since the earlier report. A rollout that is under way is waited for also where
 * the workload was ill before: it may be what mends it. Where nothing could be verified, all is waited for.
 */
export const findWaitedFor = (outcome: Pick<CheckOutcome, 'results' | 'scope'>, rules: GateRules): WaitedFor => {
  if (isNothingVerified(totalsOf(outcome.results))) return waitedAlone(outcome.results);
  return rules.flags.failOn === 'new' ? waitedOfNew(outcome, rules) : waitedOfAll(outcome.results, rules);
};

const waitedAlone = (results: readonly Result[]): WaitedFor => ({
  ...describeWaited(findProblems(results).problems.filter(({ level }) => level !== 'warning')),
  isOpen: () => true,
});

const waitedOfAll = (results: readonly Result[], { flags }: GateRules): WaitedFor => {
  const isOpen = ({ healthy, status }: Result): boolean =>
    healthy === false || (flags.failOn === 'degraded' && status === 'degraded');
  const open = results.filter(isOpen);
  const weights = findingWeights({ results: open });
  const isFault = (problem: Problem): boolean =>
    flags.failOn === 'degraded' || problemWeight(problem, weights) !== 'warning';
  return { ...describeWaited(findProblems(open).problems.filter(isFault)), isOpen };
};

const waitedOfNew = ({ results, scope }: Pick<CheckOutcome, 'results' | 'scope'>, rules: GateRules): WaitedFor => {
  const earlier = rules.comparison.earlier?.report;
  const isComparable = earlier !== undefined && !isOtherCluster({ run: scope }, earlier);
  const weights = findingWeights({ results });
  const faults = markChanges({ ...findProblems(results), results }, isComparable ? earlier : undefined).filter(
    (problem) => problemWeight(problem, weights) !== 'warning',
  );
  const fresh = faults.filter(({ change }) => change !== 'persisting');
  const moving = results.flatMap((result) => result.findings.filter(isUnderWay).map(problemOf(result)));
  const waited = describeWaited([...fresh, ...moving.filter(({ fingerprint }) => !isIn(fresh, fingerprint))]);
  const checks = new Set(fresh.flatMap((problem) => problem.checks));
  const isOpen = ({ findings, service, name }: Result): boolean =>
    checks.has(`${service}/${name}`) || findings.some(({ fingerprint }) => waited.fingerprints.has(fingerprint));
  return { ...waited, persisting: faults.length - fresh.length, isOpen };
};

/** Whether the change that the finding is about is on its way, as the check `workloads-settled` tells. */
const isUnderWay = ({ evidence }: ReportedFinding): boolean => evidence.underWay === true;

const problemOf =
  ({ service, name }: Result) =>
  ({ fingerprint, object, message, reason }: ReportedFinding): WaitedProblem & Pick<Problem, 'consequences'> => ({
    ...{ fingerprint, message, reason, service, check: name, consequences: [] },
    ...(object === undefined ? {} : { object }),
  });

const isIn = (problems: readonly Problem[], fingerprint: string): boolean =>
  problems.some((problem) => problem.fingerprint === fingerprint || problem.consequences.includes(fingerprint));

const describeWaited = (
  problems: readonly (WaitedProblem & Pick<Problem, 'consequences'>)[],
): Omit<WaitedFor, 'isOpen'> => ({
  problems,
  fingerprints: new Set(problems.flatMap(({ fingerprint, consequences }) => [fingerprint, ...consequences])),
  persisting: 0,
});
