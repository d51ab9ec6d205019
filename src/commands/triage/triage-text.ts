import type { ObjectRef, ReportedFinding } from '../../model/result.ts';
import { objectName } from '../../report/present/names.ts';
import type { RenderOptions, TextStyle } from '../../report/present/render-options.ts';
import { factLines } from '../../report/present/table-finding.ts';
import { clipText } from '../../text/clip-text.ts';
import { wrapText } from '../../text/display-width.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { LinkVerdict } from '../../triage/chain.ts';
import type { ExplainedLink, LinkEvent } from './explain-links.ts';
import type { TriageDocument, TriagedPath } from './triage-document.ts';

type TextOptions = Pick<RenderOptions, 'width' | 'paint'>;

const VERDICT_WORDS = {
  ok: ['ok', 'green'],
  suspicious: ['look', 'yellow'],
  unknown: ['?', 'yellow'],
  broken: ['BROKEN', 'red'],
} as const satisfies Readonly<Record<LinkVerdict, readonly [string, TextStyle]>>;

/** Columns before the text of a link: its verdict and its kind. */
const LABEL_WIDTH = 20;

/** A triage for a person: each way link by link from the outside in, the first broken one marked, then what to type next. */
export const renderTriage = (document: TriageDocument, options: TextOptions): string => {
  const lines = [
    options.paint('bold', toOneLine(headText(document))),
    ...document.paths.flatMap((path) => ['', ...pathLines(path, document, options)]),
    ...causeLines(document.causes, options),
    ...section(
      'Next',
      document.next.map((command) => options.paint('cyan', `  $ ${toOneLine(command)}`)),
    ),
    ...outerLines(document, options),
    ...document.warnings.flatMap((warning) =>
      wrapped(`warning: ${toOneLine(warning)}`, '', options).map((line) => options.paint('yellow', line)),
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

interface LinkPlace {
  /** It is the first broken one. */
  readonly mark: boolean;
  /** The time of the document. */
  readonly at: number;
}

const linkLines = (link: ExplainedLink, { mark, at }: LinkPlace, options: TextOptions): readonly string[] => {
  const [word, style] = VERDICT_WORDS[link.verdict];
  const label = `${options.paint(link.verdict === 'ok' ? style : ['bold', style], word.padEnd(8))}${link.kind.padEnd(LABEL_WIDTH - 8)}`;
  const texts = wrapText(toOneLine(linkText(link, at)), Math.max(20, options.width - LABEL_WIDTH));
  const indent = ' '.repeat(LABEL_WIDTH);
  return [
    ...texts.map((text, index) => (index === 0 ? `${label}${text}` : `${indent}${text}`)),
    ...(mark ? [options.paint(['bold', 'red'], `${indent}^ the first broken link`)] : []),
    ...(link.verdict === 'ok' ? [] : evidenceLines(link, options)),
  ];
};

/** The object, and what is said of it; how long it has been so, where the text does not say. */
const linkText = (link: ExplainedLink, at: number): string => {
  const { text, since, verdict } = link;
  const subject = link.kind === 'container' || link.kind === 'endpoints' ? '' : `${shortName(link.object)}: `;
  const isDated = since === undefined || verdict === 'ok' || / (?:for|ago)\b/.test(text);
  return `${subject}${text}${isDated ? '' : `, for ${formatDuration(Math.max(0, at - (since ?? at)))}`}`;
};

const shortName = ({ kind, name }: ObjectRef): string => `${kind} ${name}`;

const evidenceLines = (link: ExplainedLink, options: TextOptions): readonly string[] => {
  const [, ...others] = link.findings;
  const facts = link.findings.flatMap((finding) => factLines(withoutEvents(finding), options));
  const room = options.width - 10;
  return [
    ...others.flatMap(({ message }) => wrapped(toOneLine(message), '      also: ', options)),
    ...facts,
    ...(link.logLines ?? []).flatMap((line) => [options.paint('dim', `        | ${clipText(toOneLine(line), room)}`)]),
    ...link.events.flatMap((event) => eventLines(event, options)),
  ];
};

/** Events stand with their times, all together. */
const withoutEvents = (finding: ReportedFinding): ReportedFinding => {
  const { events: _, ...evidence } = finding.evidence;
  return { ...finding, evidence };
};

const eventLines = ({ at, reason, message, count }: LinkEvent, options: TextOptions): readonly string[] => {
  const time = at === null ? '        ' : at.slice(11, 19);
  const times = count > 1 ? ` x${count}` : '';
  const text = `${time}  ${reason}${times}: ${toOneLine(message)}`;
  return wrapText(clipText(text, 2 * options.width), options.width - 18).map((line, index) =>
    options.paint('dim', `        ${index === 0 ? '' : '          '}${line}`),
  );
};

const causeLines = (causes: readonly ReportedFinding[], options: TextOptions): readonly string[] =>
  section(
    'Cause',
    causes.flatMap((finding) => {
      const { container: _, ...object } = finding.object ?? { kind: '', name: '' };
      const subject = finding.object === undefined ? '' : `${objectName(object)}: `;
      return [
        ...wrapped(`${subject}${toOneLine(finding.message)}`, '  ', options),
        ...factLines(withoutEvents(finding), options),
      ];
    }),
  );

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines];

const wrapped = (text: string, indent: string, { width }: TextOptions): readonly string[] =>
  wrapText(text, Math.max(20, width - indent.length)).map(
    (line, index) => `${index === 0 ? indent : ' '.repeat(indent.length)}${line}`,
  );

const outerLines = ({ outer }: TriageDocument, options: TextOptions): readonly string[] => {
  if (outer.length === 0) return [];
  const names = outer.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
  return ['', ...wrapped(`Outside of it: ${toOneLine(names.join(', '))}`, '', options)];
};

const verdictText = ({ verdict, paths }: TriageDocument): string => {
  const broken = paths.filter(({ firstBroken }) => firstBroken !== null);
  const [first] = broken;
  if (first !== undefined && first.firstBroken !== null) {
    const link = first.links[first.firstBroken] as ExplainedLink;
    const name = link.kind === 'endpoints' ? `endpoints of ${objectName(link.object)}` : objectName(link.object);
    const which = paths.length === 1 ? '' : ` (${broken.length} of ${paths.length} ways are broken)`;
    return toOneLine(`Broken at: ${name}${which}.`);
  }
  if (verdict === 'unknown') return 'Could not tell: a link was not read.';
  return verdict === 'suspicious' ? 'No link is broken; look at those marked.' : 'Every link is well.';
};
