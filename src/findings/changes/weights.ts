/** How bad something is: it only warns, it is bad, or it could not be looked at. */
export type Weight = 'warning' | 'fault' | 'unknown';

interface WeighedProblem {
  readonly fingerprint: string;
  readonly level: string;
  readonly checks: readonly string[];
  readonly consequences: readonly string[];
}

interface WeighedReport {
  readonly problems: readonly WeighedProblem[];
  readonly results: readonly {
    readonly findings: readonly { readonly fingerprint: string; readonly level: string }[];
  }[];
}

/** A level that this version does not know is no warning. */
const weightOfLevel = (level: string): Weight => (level === 'warning' || level === 'unknown' ? level : 'fault');

/** The names under which a problem is known: of one without a finding each check, since which ones stand together may change. */
export const problemKeys = (
  { fingerprint, checks }: Pick<WeighedProblem, 'fingerprint' | 'checks'>,
  findings: ReadonlyMap<string, Weight>,
): readonly string[] => (findings.has(fingerprint) ? [fingerprint] : checks);

/** How bad each finding of a report is, by its fingerprint. */
export const findingWeights = ({ results }: Pick<WeighedReport, 'results'>): ReadonlyMap<string, Weight> =>
  new Map(
    results.flatMap(({ findings }) =>
      findings.map(({ fingerprint, level }) => [fingerprint, weightOfLevel(level)] as const),
    ),
  );

/** How bad a problem is. A warning that takes faults along is one. */
export const problemWeight = (
  { level, consequences }: Pick<WeighedProblem, 'level' | 'consequences'>,
  findings: ReadonlyMap<string, Weight>,
): Weight => (consequences.some((effect) => findings.get(effect) === 'fault') ? 'fault' : weightOfLevel(level));

/** How bad each problem and each consequence of a report is, by the names under which it is known. */
export const knownWeights = (report: WeighedReport): ReadonlyMap<string, Weight> => {
  const findings = findingWeights(report);
  return new Map([
    ...findings,
    ...report.problems.flatMap((problem) =>
      problemKeys(problem, findings).map((key) => [key, problemWeight(problem, findings)] as const),
    ),
  ]);
};
