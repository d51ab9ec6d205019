import type { EncodedPage } from '../kubernetes/rows/cluster-data.ts';
import { decodePage, encodePage } from '../kubernetes/rows/pages.ts';
import type { ReportedFinding, Result } from '../model/result.ts';
import { replaceFindings } from './verdict-of-findings.ts';
import { MAX_FINDINGS_OF_CHECK, worstFindings } from './worst-findings.ts';

/** A result as its check left it: of more findings than a report holds `findings` is empty, and `packed` has all of them. */
export interface PackedResult extends Result {
  readonly packed?: readonly EncodedPage[];
}

/** The findings of a check, and what its verdict is made of. */
export interface CollectedFindings {
  readonly findings: readonly ReportedFinding[];
  /** Of many findings all of them; then `findings` is empty. */
  readonly packed?: readonly EncodedPage[];
  readonly worst?: ReportedFinding;
  readonly count: number;
}

/** Each is some 900 bytes; packed, findings of one kind take a twentieth of that. */
const FINDINGS_PER_PAGE = 500;

/** Takes findings one after the other: of 100,000 no more than a page is in memory at once. */
export interface FindingCollector {
  add(finding: ReportedFinding): void;
  readonly count: number;
  collected(): CollectedFindings;
}

/** A collector that has none yet. */
export const createFindingCollector = (): FindingCollector => {
  const pages: EncodedPage[] = [];
  let open: ReportedFinding[] = [];
  let worst: ReportedFinding | undefined;
  let count = 0;
  return {
    add: (finding) => {
      count += 1;
      worst = worseOf(worst, finding);
      open.push(finding);
      if (open.length <= (pages.length === 0 ? MAX_FINDINGS_OF_CHECK : FINDINGS_PER_PAGE)) return;
      pages.push(encodePage(open));
      open = [];
    },
    get count() {
      return count;
    },
    collected: () => {
      const verdict = { ...(worst === undefined ? {} : { worst }), count };
      if (pages.length === 0) return { findings: open, ...verdict };
      return { findings: [], packed: [...pages, encodePage(open)], ...verdict };
    },
  };
};

/** All of these, as they come. */
export const collectFindings = (found: Iterable<ReportedFinding>): CollectedFindings => {
  const collector = createFindingCollector();
  for (const finding of found) collector.add(finding);
  return collector.collected();
};

/** Yields the findings of a result, of packed ones a page at a time. */
export function* iterateFindings({ packed = [], findings }: PackedResult): Generator<ReportedFinding> {
  yield* findings;
  for (const page of packed) yield* decodePage(page) as readonly ReportedFinding[];
}

/** The first fault, else the first warning. */
const worseOf = (first: ReportedFinding | undefined, next: ReportedFinding): ReportedFinding =>
  first === undefined || (first.level !== 'fault' && next.level === 'fault') ? next : first;

interface UnpackOptions {
  /** Whether a finding counts. Default: each does. */
  readonly keep?: (finding: ReportedFinding) => boolean;
  /** Message of a result whose findings all do not. Default: its own. */
  readonly title?: string;
  /** Findings at most, the worst of them. */
  readonly limit?: number;
}

/** The result with its worst findings of those that count, judged by all that count. One that is not packed stays as it is. */
export const unpackResult = (
  { packed, ...result }: PackedResult,
  { keep = () => true, title = result.message, limit = MAX_FINDINGS_OF_CHECK }: UnpackOptions = {},
): Result => {
  if (packed === undefined) return result;
  let kept: ReportedFinding[] = [];
  let count = 0;
  let first: readonly ReportedFinding[] = [];
  for (const page of packed) {
    const all = decodePage(page) as readonly ReportedFinding[];
    first = first.length > 0 ? first : all.slice(0, 1);
    const counted = all.filter(keep);
    count += counted.length;
    kept = worstFindings([...kept, ...counted], limit);
  }
  const leftOut = count - kept.length + (result.findingsLeftOut ?? 0);
  // That it had any says that its verdict came from them.
  const judged = { ...result, findings: first, ...(leftOut === 0 ? {} : { findingsLeftOut: leftOut }) };
  return replaceFindings(judged, kept, title);
};
