import type { ReportedFinding } from '../../model/result.ts';
import { objectName } from '../../report/present/names.ts';
import { factLines } from '../../report/present/table-finding.ts';
import { wrapText } from '../../text/display-width.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { linkLines, VERDICT_WORDS, withoutEvents } from './link-lines.ts';
import type { ProbedLink } from './probe-links.ts';
import type { TriageDocument, TriagedPath } from './triage-document.ts';
import { type TextOptions, wrapLines } from './wrapped-lines.ts';

/** A triage for a person: each way link by link from the outside in, the first broken one marked, then what to type next. */
export const renderTriage = (document: TriageDocument, options: TextOptions): string => {
  const lines = [
    options.paint('bold', toOneLine(headText(document))),
    ...document.paths.flatMap((path) => ['', ...pathLines(path, document, options)]),
    ...causeLines(document, options),
    ...section(
      'Next',
      document.next.map((command) => options.paint('cyan', `  $ ${toOneLine(command)}`)),
    ),
    ...outerLines(document, options),
    ...document.warnings.flatMap((warning) =>
      wrapLines(`warning: ${toOneLine(warning)}`, '', options).map((line) => options.paint('yellow', line)),
    ),
    '',
    ...wrapText(verdictText(document), options.width).map((line) =>
      options.paint(['bold', VERDICT_WORDS[document.verdict][1]], line),
    ),
  ];
  return `${lines.join('\n')}\n`;
};

const headText = ({ target, snapshot, now, cluster }: TriageDocument): string =>
  `${target}${cluster === null ? '' : ` in ${cluster}`}, ${snapshot === null ? 'live' : 'snapshot'} at ${now.replace(/\.\d+Z$/, 'Z')}`;

const pathLines = (path: TriagedPath, { now, paths }: TriageDocument, options: TextOptions): readonly string[] => {
  const at = Date.parse(now);
  return path.links.flatMap((link, index) => {
    const mark = index === path.firstBroken && (paths.length > 1 || path.links.length > 1);
    return linkLines(link, { mark, at }, options);
  });
};

/** What is told at its link already is named alone; where it is the first broken link, it needs no naming. */
const causeLines = ({ causes, paths }: TriageDocument, options: TextOptions): readonly string[] => {
  const marked = paths.flatMap(({ links, firstBroken }) =>
    firstBroken === null ? [] : (links[firstBroken]?.findings ?? []),
  );
  const told = new Set(paths.flatMap(({ links }) => links.flatMap(({ findings }) => findings.map(fingerprintOf))));
  const named = new Set(marked.map(fingerprintOf));
  return section(
    'Cause',
    causes
      .filter((finding) => !named.has(finding.fingerprint))
      .flatMap((finding) => [
        ...wrapLines(causeText(finding), '  ', options),
        ...(told.has(finding.fingerprint) ? [] : factLines(withoutEvents(finding), options)),
      ]),
  );
};

const fingerprintOf = ({ fingerprint }: ReportedFinding): string => fingerprint;

const causeText = ({ object, message }: ReportedFinding): string => {
  if (object === undefined) return toOneLine(message);
  const { container: _, ...whole } = object;
  return `${objectName(whole)}: ${toOneLine(message)}`;
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines];

const outerLines = ({ outer }: TriageDocument, options: TextOptions): readonly string[] => {
  if (outer.length === 0) return [];
  const names = outer.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
  return ['', ...wrapLines(`Leads here: ${toOneLine(names.join(', '))}`, '', options)];
};

const verdictText = ({ verdict, paths }: TriageDocument): string => {
  const broken = paths.filter(({ firstBroken }) => firstBroken !== null);
  const [first] = broken;
  if (first !== undefined && first.firstBroken !== null) {
    const link = first.links[first.firstBroken] as ProbedLink;
    const name = link.kind === 'endpoints' ? `endpoints of ${objectName(link.object)}` : objectName(link.object);
    const which = paths.length === 1 ? '' : ` (${broken.length} of ${paths.length} ways are broken)`;
    return toOneLine(`Broken at: ${name}${which}.`);
  }
  if (verdict === 'unknown') return 'Could not tell: a link was not read.';
  return verdict === 'suspicious' ? 'No link is broken; look at those marked.' : 'Every link is well.';
};
