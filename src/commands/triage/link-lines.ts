import type { ObjectRef, ReportedFinding } from '../../model/result.ts';
import type { TextStyle } from '../../report/present/render-options.ts';
import { factLines } from '../../report/present/table-finding.ts';
import { clipText } from '../../text/clip-text.ts';
import { wrapText } from '../../text/display-width.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { LinkVerdict } from '../../triage/chain.ts';
import { eventLines } from './event-lines.ts';
import type { HopProbe, ProbedLink } from './probe-links.ts';
import { EVIDENCE_INDENT, type TextOptions, wrapLines } from './wrapped-lines.ts';

/** The word for a verdict and its colour. */
export const VERDICT_WORDS = {
  ok: ['ok', 'green'],
  suspicious: ['suspect', 'yellow'],
  unknown: ['unread', 'yellow'],
  broken: ['BROKEN', 'red'],
} as const satisfies Readonly<Record<LinkVerdict, readonly [string, TextStyle]>>;

/** Columns before the text of a link: its verdict and its kind. */
const LABEL_WIDTH = 20;

/** Where a link stands. */
export interface LinkPlace {
  /** It is the first broken one. */
  readonly mark: boolean;
  /** The time of the document. */
  readonly at: number;
}

/** The lines of a link: its verdict, what is said of it, the requests that were made, and the evidence where it is not well. */
export const linkLines = (link: ProbedLink, { mark, at }: LinkPlace, options: TextOptions): readonly string[] => {
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
    ...others.flatMap(({ message }) => wrapLines(toOneLine(message), '      also: ', options)),
    ...facts,
    ...(link.logLines ?? []).flatMap((line) => [options.paint('dim', `        | ${clipText(toOneLine(line), room)}`)]),
    ...eventLines(link.events, options),
  ];
};

/** Events stand with their times, all together. */
export const withoutEvents = (finding: ReportedFinding): ReportedFinding => {
  const { events: _, ...evidence } = finding.evidence;
  return { ...finding, evidence };
};

const PROBE_STYLES = { ok: 'green', broken: 'red', unknown: 'yellow', skipped: 'dim' } as const;

const probeLines = ({ verdict, request, via, text, latencyMs }: HopProbe, options: TextOptions): readonly string[] => {
  const latency = latencyMs === null ? '' : ` in ${latencyMs} ms`;
  const way = via === 'direct' ? '' : ` by ${via}`;
  return wrapLines(toOneLine(`${request}${way}: ${text}${latency}`), `${EVIDENCE_INDENT}> `, options).map((line) =>
    options.paint(PROBE_STYLES[verdict], line),
  );
};
