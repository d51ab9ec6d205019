import type { ObjectRef, ReportedFinding } from '../../model/result.ts';
import { objectName } from '../../report/present/names.ts';
import type { RenderOptions, TextStyle } from '../../report/present/render-options.ts';
import { factLines } from '../../report/present/table-finding.ts';
import { clipText } from '../../text/clip-text.ts';
import { wrapText } from '../../text/display-width.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { LinkVerdict } from '../../triage/chain.ts';
import type { LinkEvent } from './explain-links.ts';
import type { HopProbe, ProbedLink } from './probe-links.ts';
import type { TriageDocument, TriagedPath } from './triage-document.ts';

type TextOptions = Pick<RenderOptions, 'width' | 'paint'>;

const VERDICT_WORDS = {
  ok: ['ok', 'green'],
  suspicious: ['suspect', 'yellow'],
  unknown: ['unread', 'yellow'],
  broken: ['BROKEN', 'red'],
} as const satisfies Readonly<Record<LinkVerdict, readonly [string, TextStyle]>>;

/** Columns before the text of a link: its verdict and its kind. */
const LABEL_WIDTH = 20;

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

const linkLines = (link: ProbedLink, { mark, at }: LinkPlace, options: TextOptions): readonly string[] => {
  const [word, style] = VERDICT_WORDS[link.verdict];
  const label = `${options.paint(link.verdict === 'ok' ? style : ['bold', style], word.padEnd(8))}${link.kind.padEnd(LABEL_WIDTH - 8)}`;
  const texts = wrapText(toOneLine(linkText(link, at)), Math.max(20, options.width - LABEL_WIDTH));
  const indent = ' '.repeat(LABEL_WIDTH);
  return [
    ...texts.map((text, index) => (index === 0 ? `${label}${text}` : `${indent}${text}`)),
    ...(mark ? [options.paint(['bold', 'red'], `${indent}^ the first broken link`)] : []),
    ...(link.probes ?? []).flatMap((probe) => probeLines(probe, options)),
    ...(link.verdict === 'ok' ? [] : evidenceLines(link, options)),
  ];
};

const PROBE_STYLES = { ok: 'green', broken: 'red', unknown: 'yellow', skipped: 'dim' } as const;

const probeLines = ({ verdict, request, via, text, latencyMs }: HopProbe, options: TextOptions): readonly string[] => {
  const latency = latencyMs === null ? '' : ` in ${latencyMs} ms`;
  const way = via === 'direct' ? '' : ` by ${via}`;
  return wrapped(toOneLine(`${request}${way}: ${text}${latency}`), `${EVENT_INDENT}> `, options).map((line) =>
    options.paint(PROBE_STYLES[verdict], line),
  );
};

/** The object, and what is said of it; how long it has been so, where the text does not say. */
const linkText = (link: ProbedLink, at: number): string => {
  const { text, since, verdict } = link;
  const subject = hasSubject(link) ? `${shortName(link.object)}: ` : '';
  const isDated = since === undefined || verdict === 'ok' || / (?:for|ago)\b/.test(text);
  return `${subject}${text}${isDated ? '' : `, for ${formatDuration(Math.max(0, at - (since ?? at)))}`}`;
};

/** Of several pods that are well none is named. */
const hasSubject = ({ kind, verdict, objects }: ProbedLink): boolean =>
  kind !== 'container' && kind !== 'endpoints' && !(kind === 'pod' && verdict === 'ok' && objects.length > 1);

const shortName = ({ kind, name }: ObjectRef): string => `${kind} ${name}`;

const evidenceLines = (link: ProbedLink, options: TextOptions): readonly string[] => {
  const [, ...others] = link.findings;
  const facts = link.findings.flatMap((finding) => factLines(withoutEvents(finding), options));
  const room = options.width - 10;
  return [
    ...others.flatMap(({ message }) => wrapped(toOneLine(message), '      also: ', options)),
    ...facts,
    ...(link.logLines ?? []).flatMap((line) => [options.paint('dim', `        | ${clipText(toOneLine(line), room)}`)]),
    ...tellingEvents(link.events).flatMap((event) => eventLines(event, options)),
  ];
};

/** Events stand with their times, all together. */
const withoutEvents = (finding: ReportedFinding): ReportedFinding => {
  const { events: _, ...evidence } = finding.evidence;
  return { ...finding, evidence };
};

/** What every start of a pod goes through; in `-o json` they stand all. */
const ROUTINE_EVENTS: ReadonlySet<string> = new Set([
  ...['Scheduled', 'Pulled', 'Created', 'Started', 'SuccessfulCreate', 'ScalingReplicaSet', 'SuccessfulAttachVolume'],
]);

/** Of each reason the newest event, but for what is routine. */
const tellingEvents = (events: readonly LinkEvent[]): readonly LinkEvent[] =>
  events.filter(
    ({ type, reason }, index) =>
      !(type === 'Normal' && ROUTINE_EVENTS.has(reason)) &&
      !events.slice(index + 1).some((later) => later.reason === reason),
  );

const EVENT_INDENT = ' '.repeat(8);

const eventLines = ({ at, reason, message, count }: LinkEvent, options: TextOptions): readonly string[] => {
  const time = at === null ? '' : `${at.slice(11, 19)}Z `;
  const times = count > 1 ? ` x${count}` : '';
  const text = clipText(`${time}${reason}${times}: ${toOneLine(message)}`, 2 * options.width);
  return wrapText(text, options.width - EVENT_INDENT.length - 2).map((line, index) =>
    options.paint('dim', `${EVENT_INDENT}${index === 0 ? '' : '  '}${line}`),
  );
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
        ...wrapped(causeText(finding), '  ', options),
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

const wrapped = (text: string, indent: string, { width }: TextOptions): readonly string[] =>
  wrapText(text, Math.max(20, width - indent.length)).map(
    (line, index) => `${index === 0 ? indent : ' '.repeat(indent.length)}${line}`,
  );

const outerLines = ({ outer }: TriageDocument, options: TextOptions): readonly string[] => {
  if (outer.length === 0) return [];
  const names = outer.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
  return ['', ...wrapped(`Leads here: ${toOneLine(names.join(', '))}`, '', options)];
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
