import type { Report, ReportedFinding, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { clipText } from '../../text/clip-text.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { type CauseIndex, consequencesText, effectTexts, isExplained, rootFindings } from '../present/causes.ts';
import { changesTexts, goneTexts } from '../present/changes.ts';
import { headlineText, lookedText } from '../present/headline.ts';
import { resultName, subjectPrefix } from '../present/names.ts';
import { evidenceLines, MAX_EVIDENCE_LINES, remainingEvidence } from '../present/remaining-evidence.ts';
import { type RepeatedErrors, repeatsOf } from '../present/repeats.ts';
import { linkResults, type ResultLinks } from '../present/result-links.ts';
import { problemResults, worstFirst } from '../present/result-order.ts';
import { storyText, tellStories } from '../present/stories.ts';
import { countsText } from '../present/verdict.ts';
import type { ReportRenderer } from './report-renderer.ts';

const STATUS_EMOJI: Readonly<Record<Status, string>> = {
  ok: '✅',
  degraded: '⚠️',
  failed: '❌',
  timeout: '⌛',
  error: '❓',
  skipped: '⏭️',
};

/** For the summary of a CI job or a ticket: the verdict, a section per problem, a table of everything. */
export const renderMarkdown: ReportRenderer = (report) => {
  const problems = problemResults(report.results);
  const links = linkResults(report, problems);
  return `${[
    `## kavmon: ${escapeMarkdown(headlineText(report))}`,
    ...changesTexts(report).map((text) => `**${escapeMarkdown(text)}**`),
    escapeMarkdown(lookedText(report)),
    ...problemItems(report),
    ...goneItems(report),
    `${escapeMarkdown(`${countsText(report) || 'nothing ran'} in ${formatElapsed(report.run.durationMs)}`)}, ${report.run.endedAt}`,
    ...report.warnings.map((warning) => `> ${escapeMarkdown(warning)}`),
    ...problems.filter((result) => !links.repeats.has(result)).map((result) => problemSection(result, links)),
    resultsTable(report),
  ].join('\n\n')}\n`;
};

const problemItems = (report: Report): readonly string[] => {
  const items = tellStories(report).map((story, index) => `${index + 1}. ${escapeMarkdown(storyText(story))}`);
  return items.length === 0 ? [] : [items.join('\n')];
};

const goneItems = (report: Report): readonly string[] => {
  const items = goneTexts(report).map((text) => `- ${escapeMarkdown(text)}`);
  return items.length === 0 ? [] : [items.join('\n')];
};

const problemSection = (result: Result, { causes, repeats }: ResultLinks): string => {
  const { status, service, name, severity, message, findings, remedy, runbook } = result;
  const roots = rootFindings(result, causes);
  const consequences = consequencesText(result, causes);
  const items = [
    ...roots.map((finding) => findingItem(finding, causes)),
    ...(consequences === undefined ? [] : [`- ${escapeMarkdown(consequences)}`]),
  ];
  const hidesHelp = isExplained(result, causes);
  return [
    `### ${STATUS_EMOJI[status]} ${escapeMarkdown(`${service}/${name}`)} (${status}, ${severity})`,
    findings.length === 0 ? escapeMarkdown(message) : items.join('\n'),
    ...repeatsLine(result, repeats),
    ...(hidesHelp || remedy === '' ? [] : [`**Remedy:** ${escapeMarkdown(remedy)}`]),
    ...(hidesHelp || runbook === null ? [] : [`**Runbook:** ${urlLink(runbook)}`]),
    ...commandBlock(roots.flatMap(({ next }) => next)),
  ].join('\n\n');
};

const repeatsLine = (result: Result, repeats: RepeatedErrors): readonly string[] => {
  const others = repeatsOf(result, repeats).map(resultName);
  return others.length === 0 ? [] : [`The same of ${escapeMarkdown(abbreviateList(others, 10))}\\.`];
};

const findingItem = (finding: ReportedFinding, causes: CauseIndex): string => {
  const item = `- ${boldSubject(finding)}${escapeMarkdown(finding.message)} (${codeSpan(finding.reason)})${causes.newMarkOf(finding)}`;
  const evidence = remainingEvidence(finding).map(
    ([name, value]) => `  - ${escapeMarkdown(name)}: ${codeSpans(evidenceLines(value))}`,
  );
  const effects = effectTexts(finding, causes).map((effect) => `  - causes ${escapeMarkdown(effect)}`);
  return [item, ...evidence, ...effects].join('\n');
};

const codeSpans = (lines: readonly string[]): string =>
  lines
    .slice(-MAX_EVIDENCE_LINES)
    .map((line) => codeSpan(clipText(line, 500)))
    .join(' ');

const boldSubject = (finding: ReportedFinding): string =>
  finding.object === undefined ? '' : `**${escapeMarkdown(subjectPrefix(finding))}**: `;

const resultsTable = ({ results }: Report): string =>
  [
    '| | check | status | time | |',
    '| --- | --- | --- | ---: | --- |',
    ...worstFirst(results).map(
      ({ status, group, service, name, durationMs, message }) =>
        `| ${STATUS_EMOJI[status]} | ${escapeMarkdown(group)} ${escapeMarkdown(`${service}/${name}`)} | ${status} | ${formatElapsed(durationMs)} | ${escapeMarkdown(clipText(toOneLine(message), 200))} |`,
    ),
  ].join('\n');

const commandBlock = (lines: readonly string[]): readonly string[] => {
  if (lines.length === 0) return [];
  const text = lines.map(toOneLine).join('\n');
  const fence = '`'.repeat(Math.max(3, longestBacktickRun(text) + 1));
  return [`${fence}sh\n${text}\n${fence}`];
};

/** Text on one line that Markdown and its HTML show as it is, and that mentions no user by an `@`. */
const escapeMarkdown = (text: string): string =>
  toOneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~^$-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@<!-- -->')
    .replace(/^(\d+)\./, '$1\\.');

const codeSpan = (text: string): string => {
  const sanitized = toOneLine(text) || ' ';
  const fence = '`'.repeat(longestBacktickRun(sanitized) + 1);
  return fence.length === 1 ? `\`${sanitized}\`` : `${fence} ${sanitized} ${fence}`;
};

const longestBacktickRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

const urlLink = (url: string): string =>
  /^https?:\/\//i.test(url) ? `<${encodeURI(decodeUrl(toOneLine(url)))}>` : escapeMarkdown(url);

const decodeUrl = (url: string): string => {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
};
