import type { Report, ReportedFinding, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { someOf } from '../../text/abbreviate-list.ts';
import { clipped } from '../../text/clip-text.ts';
import { shortDuration } from '../../text/format-duration.ts';
import { oneLine } from '../../text/sanitize.ts';
import {
  type Causes,
  causesOf,
  countsOf,
  effectTexts,
  followUps,
  headName,
  isExplained,
  nameOf,
  placeText,
  problemsOf,
  repeatsOf,
  verdictOf,
  worstFirst,
} from '../present/outline.ts';
import { linesOf, untold } from '../present/remaining-evidence.ts';
import type { Reporter } from './reporter.ts';

const SIGNS: Readonly<Record<Status, string>> = {
  ok: '✅',
  degraded: '⚠️',
  failed: '❌',
  timeout: '⌛',
  error: '❓',
  skipped: '⏭️',
};

/** For the summary of a CI job or a ticket: the verdict, a section per problem, a table of everything. */
export const markdown: Reporter = (report) => {
  const causes = causesOf(report);
  const problems = problemsOf(report.results);
  const repeats = repeatsOf(problems);
  return `${[
    `## kavmon: ${escaped(verdictOf(report))}`,
    `${escaped(`${countsOf(report) || 'nothing ran'} in ${shortDuration(report.run.durationMs)}${placeText(report)}`)}, ${report.run.endedAt}`,
    ...report.warnings.map((warning) => `> ${escaped(warning)}`),
    ...problems.filter((result) => !repeats.has(result)).map((result) => section(result, { causes, repeats })),
    all(report),
  ].join('\n\n')}\n`;
};

interface Links {
  readonly causes: Causes;
  readonly repeats: ReadonlyMap<Result, Result>;
}

const section = (result: Result, { causes, repeats }: Links): string => {
  const { status, service, name, severity, message, findings, remedy, runbook } = result;
  const roots = findings.filter((finding) => causes.rootOf(finding) === undefined);
  const follow = followUps(result, causes);
  const told = [...roots.map((finding) => findingItem(finding, causes)), ...(follow ? [`- ${escaped(follow)}`] : [])];
  const explained = isExplained(result, causes);
  return [
    `### ${SIGNS[status]} ${escaped(`${service}/${name}`)} (${status}, ${severity})`,
    findings.length === 0 ? escaped(message) : told.join('\n'),
    ...alsoOf(result, repeats),
    ...(explained || remedy === '' ? [] : [`**Remedy:** ${escaped(remedy)}`]),
    ...(explained || runbook === null ? [] : [`**Runbook:** ${link(runbook)}`]),
    ...commands(roots.flatMap(({ next }) => next)),
  ].join('\n\n');
};

const alsoOf = (result: Result, repeats: Links['repeats']): readonly string[] => {
  const others = [...repeats].flatMap(([other, first]) => (first === result ? [nameOf(other)] : []));
  return others.length === 0 ? [] : [`The same of ${escaped(someOf(others, 10))}\\.`];
};

const findingItem = (finding: ReportedFinding, causes: Causes): string => {
  const item = `- ${subject(finding)}${escaped(finding.message)} (${code(finding.reason)})`;
  const evidence = untold(finding).map(([name, value]) => `  - ${escaped(name)}: ${codes(linesOf(value))}`);
  const effects = effectTexts(finding, causes).map((effect) => `  - causes ${escaped(effect)}`);
  return [item, ...evidence, ...effects].join('\n');
};

/** The last lines, which tell most of a log, each by itself. */
const codes = (lines: readonly string[]): string =>
  lines
    .slice(-MOST_LINES)
    .map((line) => code(clipped(line, 500)))
    .join(' ');

const MOST_LINES = 12;

const subject = (finding: ReportedFinding): string =>
  finding.object === undefined ? '' : `**${escaped(headName(finding))}**: `;

const all = ({ results }: Report): string =>
  [
    '| | check | status | time | |',
    '| --- | --- | --- | ---: | --- |',
    ...worstFirst(results).map(
      ({ status, group, service, name, durationMs, message }) =>
        `| ${SIGNS[status]} | ${escaped(group)} ${escaped(`${service}/${name}`)} | ${status} | ${shortDuration(durationMs)} | ${escaped(clipped(oneLine(message), 200))} |`,
    ),
  ].join('\n');

const commands = (lines: readonly string[]): readonly string[] => {
  if (lines.length === 0) return [];
  const text = lines.map(oneLine).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}sh\n${text}\n${fence}`];
};

/** Text that Markdown and its HTML take as it is, on one line, and that calls nobody by an `@`. */
const escaped = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~^$-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@<!-- -->')
    .replace(/^(\d+)\./, '$1\\.');

const code = (text: string): string => {
  const clean = oneLine(text) || ' ';
  const fence = '`'.repeat(longestRun(clean) + 1);
  return fence.length === 1 ? `\`${clean}\`` : `${fence} ${clean} ${fence}`;
};

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

const link = (url: string): string =>
  /^https?:\/\//i.test(url) ? `<${encodeURI(decodeSafe(oneLine(url)))}>` : escaped(url);

const decodeSafe = (url: string): string => {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
};
