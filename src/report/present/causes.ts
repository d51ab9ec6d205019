import type { Report, ReportedFinding, Result } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { pluralize } from '../../text/pluralize.ts';
import { subjectName } from './names.ts';

interface FindingInResult {
  readonly result: Result;
  readonly finding: ReportedFinding;
}

/** How findings of a run explain each other, and which of the roots an earlier report lacks. */
export interface CauseIndex {
  /** The finding that is the root of this one, if it is in the report. */
  rootOf(finding: ReportedFinding): FindingInResult | undefined;
  /** What this one is the root of, in all results. */
  effectsOf(finding: ReportedFinding): readonly FindingInResult[];
  /** ` NEW` of a root that an earlier report lacks; else empty. */
  newMarkOf(finding: ReportedFinding): string;
}

export const indexCauses = ({ results, problems }: Report): CauseIndex => {
  const all = results.flatMap((result) => result.findings.map((finding) => ({ result, finding })));
  const byFingerprint = new Map(all.map((one) => [one.finding.fingerprint, one]));
  const effects = new Map<string, FindingInResult[]>();
  for (const one of all) {
    const { causedBy } = one.finding;
    if (causedBy === undefined || causedBy === one.finding.fingerprint) continue;
    effects.set(causedBy, [...(effects.get(causedBy) ?? []), one]);
  }
  const fresh = new Set(problems.flatMap(({ change, fingerprint }) => (change === 'new' ? [fingerprint] : [])));
  return {
    rootOf: ({ causedBy, fingerprint }) =>
      causedBy === undefined || causedBy === fingerprint ? undefined : byFingerprint.get(causedBy),
    effectsOf: ({ fingerprint }) => effects.get(fingerprint) ?? [],
    newMarkOf: ({ fingerprint }) => (fresh.has(fingerprint) ? ' NEW' : ''),
  };
};

/** The findings of a result that no other finding of the report explains. */
export const rootFindings = ({ findings }: Result, causes: CauseIndex): readonly ReportedFinding[] =>
  findings.filter((finding) => causes.rootOf(finding) === undefined);

/** Whether everything that is wrong here is reported elsewhere, under its root. */
export const isExplained = (result: Result, causes: CauseIndex): boolean =>
  result.findings.length > 0 && rootFindings(result, causes).length === 0;

/** What a root has caused, a text for each object that it touches. */
export const effectTexts = (finding: ReportedFinding, causes: CauseIndex): readonly string[] => {
  const byObject = Map.groupBy(causes.effectsOf(finding), ({ finding: effect }) => subjectName(effect));
  return [...byObject].map(
    ([name, effects]) => `${[...new Set(effects.map(({ finding: effect }) => effect.reason))].join(', ')} of ${name}`,
  );
};

/** The findings of a result that are shown under their roots, in one sentence; undefined when there are none. */
export const consequencesText = ({ findings }: Result, causes: CauseIndex): string | undefined => {
  const effects = findings.filter((finding) => causes.rootOf(finding) !== undefined);
  if (effects.length === 0) return undefined;
  const names = abbreviateList([...new Set(effects.map(subjectName))], 5);
  return `${pluralize(effects.length, 'finding follows', 'findings follow')} from what is told under ${effects.length === 1 ? 'its root' : 'their roots'}: ${names}`;
};
