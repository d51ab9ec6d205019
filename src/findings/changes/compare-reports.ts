import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { ChangesSince, Report } from '../../model/result.ts';
import type { EarlierProblem, EarlierReport } from './earlier-report.ts';
import { explainUnlooked } from './looked-again.ts';
import { markChanges } from './mark-changes.ts';
import { findingWeights, knownWeights } from './weights.ts';

/** An earlier report, and the file that it was read from. */
export interface EarlierRun {
  readonly file: string;
  readonly report: EarlierReport;
}

/**
 * The report with what changed since an earlier one: each problem is new or persisting, and those of the earlier report that
 * are gone are resolved, replaced by another one of the same object, or not looked at. A report of another cluster tells
 * nothing of this one: all is new.
 */
export const compareReports = (report: Report, { file, report: earlier }: EarlierRun): Report => {
  const isOther = isOtherCluster(report, earlier);
  const problems = markChanges(report, isOther ? undefined : earlier);
  const count = (change: string) => problems.filter((problem) => problem.change === change).length;
  const lookedAt = momentOfLook(earlier.run);
  const since: ChangesSince = {
    file,
    startedAt: earlier.run.startedAt,
    lookedAt,
    ageMs: Math.max(0, Date.parse(momentOfLook(report.run)) - Date.parse(lookedAt)),
    new: count('new'),
    persisting: count('persisting'),
    ...sortGone(report, earlier, isOther ? whyOtherCluster(report, earlier) : undefined),
  };
  return { ...report, since, problems };
};

/** When a run looked: what a snapshot shows is of the time when it was taken. */
export const momentOfLook = ({
  snapshot,
  endedAt,
}: {
  readonly snapshot: { readonly takenAt: string } | null;
  readonly endedAt: string;
}): string => snapshot?.takenAt ?? endedAt;

/** Whether both are known to be of different clusters. */
export const isOtherCluster = (
  { run }: { readonly run: Pick<Report['run'], 'cluster'> },
  earlier: EarlierReport,
): boolean => run.cluster !== null && earlier.run.cluster !== null && run.cluster !== earlier.run.cluster;

const whyOtherCluster = ({ run }: Report, earlier: EarlierReport): string =>
  `it is of cluster ${earlier.run.cluster}, and this run looked at ${run.cluster}`;

type GoneProblems = Pick<ChangesSince, 'resolved' | 'replaced' | 'notLookedAt'>;

/** What is not among the findings and unhealthy checks of this run; `whyNone` when this run can tell nothing of any. */
const sortGone = (report: Report, earlier: EarlierReport, whyNone: string | undefined): GoneProblems => {
  const whyUnlooked = explainUnlooked(report, earlier);
  const successorOf = findSuccessors(report, earlier);
  const looked = missingProblems(whyNone === undefined ? report : undefined, earlier).map((problem) => {
    const why = whyNone ?? problem.checks.map((check) => whyUnlooked(problem, check)).find((one) => one !== undefined);
    return { problem: describeGone(problem), why, by: successorOf(problem) };
  });
  return {
    resolved: looked.flatMap(({ problem, why, by }) => ((why ?? by) === undefined ? [problem] : [])),
    replaced: looked.flatMap(({ problem, why, by }) =>
      why !== undefined || by === undefined ? [] : [{ ...problem, by }],
    ),
    notLookedAt: looked.flatMap(({ problem, why }) => (why === undefined ? [] : [{ ...problem, why }])),
  };
};

/** The problems that this report has under no name; of those without a finding one for each check. */
const missingProblems = (report: Report | undefined, earlier: EarlierReport): readonly EarlierProblem[] => {
  const now = report === undefined ? new Map() : knownWeights(report);
  const findings = findingWeights(earlier);
  return earlier.problems.flatMap((problem) => {
    if (findings.has(problem.fingerprint)) return now.has(problem.fingerprint) ? [] : [problem];
    return problem.checks.filter((check) => !now.has(check)).map((check) => ({ ...problem, checks: [check] }));
  });
};

const describeGone = ({ consequences: _, ...problem }: EarlierProblem): ChangesSince['resolved'][number] => problem;

/** Finds what is wrong now with the same object or check, and is new or followed from the problem: then it is not resolved. */
const findSuccessors = (report: Report, earlier: EarlierReport): ((problem: EarlierProblem) => string | undefined) => {
  const before = knownWeights(earlier);
  const findings = report.results.flatMap((result) => result.findings);
  const byObject = Map.groupBy(findings, ({ object }) => (object === undefined ? '' : objectKey(object)));
  const unhealthy = new Set(
    report.results.flatMap(({ healthy, service, name }) => (healthy === false ? [`${service}/${name}`] : [])),
  );
  return ({ object, level, checks, consequences }) => {
    if (object === undefined) return checks.find((check) => unhealthy.has(check));
    const successor = byObject
      .get(objectKey(object))
      ?.filter((finding) => level === 'warning' || finding.level === 'fault')
      .find(({ fingerprint }) => !before.has(fingerprint) || consequences.includes(fingerprint));
    return successor?.fingerprint;
  };
};
