import { namesOfKind } from '../kubernetes/namesakes.ts';
import type { AnnotatedRow, ClusterData } from '../kubernetes/rows/cluster-data.ts';
import type { ReportedFinding, Result, SuppressedFinding } from '../model/result.ts';
import { DAY_MS } from '../text/duration-text.ts';
import { escapeGlob } from './glob-anchor.ts';
import { indexIgnores } from './ignore-index.ts';
import type { IgnoreRule } from './ignore-rule.ts';
import { createSuppressedList } from './suppressed-list.ts';
import { replaceFindings } from './verdict-of-findings.ts';

export interface SuppressionOutcome {
  readonly results: readonly Result[];
  readonly suppressed: readonly SuppressedFinding[];
  /** The ignores that matched a finding. */
  readonly used: readonly IgnoreRule[];
}

/** Ignores at work: what they took away so far is counted. */
export interface Suppression {
  /** Whether no ignore matches the finding; one that does is noted. */
  readonly keeps: (result: Result, finding: ReportedFinding) => boolean;
  readonly outcome: () => Pick<SuppressionOutcome, 'suppressed' | 'used'>;
}

/** Expired ignores match nothing. */
export const createSuppression = (ignores: readonly IgnoreRule[], now: number): Suppression => {
  const find = indexIgnores(ignores.filter((ignore) => !isExpired(ignore, now)));
  const list = createSuppressedList();
  const used = new Set<IgnoreRule>();
  return {
    keeps: (result, finding) => {
      const ignore = find(result, finding);
      if (ignore === undefined) return true;
      used.add(ignore);
      list.add(suppressedFinding(ignore, result, finding));
      return false;
    },
    outcome: () => ({ suppressed: list.all(), used: [...used] }),
  };
};

/**
 * The results without the findings that an ignore matches, judged again, and what was left out. `titleOf` returns the message
 * of a result that is healthy now.
 */
export const suppressFindings = (
  results: readonly Result[],
  { keeps, outcome }: Suppression,
  titleOf: (result: Result) => string,
): SuppressionOutcome => {
  const kept = results.map((result) => {
    const findings = result.findings.filter((finding) => keeps(result, finding));
    return findings.length === result.findings.length ? result : replaceFindings(result, findings, titleOf(result));
  });
  return { results: kept, ...outcome() };
};

/** Sentences about the ignores that are expired, or matched nothing. */
export const ignoreWarnings = (
  ignores: readonly IgnoreRule[],
  used: readonly IgnoreRule[],
  now: number,
): readonly string[] => {
  const matched = new Set(used);
  return ignores.filter((ignore) => !matched.has(ignore)).map((ignore) => ignoreWarning(ignore, now));
};

/** The ignores in annotations of objects: a `check: reason` pair a line, where the check may be `*`. */
export const annotatedIgnores = (views: ClusterData['views']): readonly IgnoreRule[] =>
  Object.values(views).flatMap((view) => {
    if ('pages' in view) return view.pages.flatMap(({ annotated }) => annotated.flatMap(parseAnnotation));
    return 'rows' in view ? (view.rows as readonly unknown[] as readonly AnnotatedRow[]).flatMap(parseAnnotation) : [];
  });

const parseAnnotation = ({ ref, ignore }: AnnotatedRow): readonly IgnoreRule[] => {
  if (ref === undefined || ignore === undefined) return [];
  const object = { object: escapeGlob(`${namesOfKind(ref)[0]}/${ref.name}`), namespace: ref.namespace ?? '' };
  return ignore.split(/[;\n]/).flatMap((line) => {
    const [check = '', ...reason] = line.split(':').map((part) => part.trim());
    if (check === '' || reason.join('') === '') return [];
    return [{ ...object, ...(check === '*' ? {} : { check }), reason: reason.join(': ') }];
  });
};

/** An ignore holds to the end of its last day, in UTC. */
const isExpired = ({ until }: IgnoreRule, now: number): boolean =>
  until !== undefined && now >= Date.parse(`${until.slice(0, 10)}T00:00:00Z`) + DAY_MS;

const suppressedFinding = (ignore: IgnoreRule, result: Result, finding: ReportedFinding): SuppressedFinding => ({
  check: result.name,
  ...(finding.object === undefined ? {} : { object: finding.object }),
  reason: finding.reason,
  why: ignore.reason,
  ...(ignore.until === undefined ? {} : { until: ignore.until }),
  count: finding.count,
});

const ignoreWarning = (ignore: IgnoreRule, now: number): string => {
  const scope = [ignore.check, ignore.namespace, ignore.object].filter((part) => part !== undefined).join(' ');
  return isExpired(ignore, now)
    ? `the ignore of "${scope || 'everything'}" expired on ${ignore.until} and counts no more: ${ignore.reason}`
    : `the ignore of "${scope || 'everything'}" matched nothing: ${ignore.reason}`;
};
