import type { Report, ReportedFinding, Result } from '../../model/result.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { stripControls, toOneLine } from '../../text/sanitize.ts';
import { type CauseIndex, consequencesText, effectTexts, isExplained, rootFindings } from '../present/causes.ts';
import { htmlStyle } from '../present/html-style.ts';
import { lostMetrics } from '../present/lost-metrics.ts';
import { objectName, resultName, subjectPrefix, unstatedCount } from '../present/names.ts';
import { evidenceLines, remainingEvidence } from '../present/remaining-evidence.ts';
import { linkResults, type ResultLinks } from '../present/result-links.ts';
import { groupResults } from '../present/result-order.ts';
import { countsText, unhealthyCount, verdictText } from '../present/verdict.ts';
import { xmlText } from '../present/xml.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** One file to send by mail: no script, nothing fetched, light or dark as its reader has it, narrow enough for a phone. */
export const renderHtml: ReportRenderer = (report) => {
  const groups = groupResults(report.results);
  const links = linkResults(
    report,
    groups.flatMap(([, results]) => results),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`kavmon: ${verdictText(report)}`)}</title>
<style>${htmlStyle}</style>
</head>
<body>
${pageHeader(report)}
${groups.map(([group, results]) => groupSection(group, results, links)).join('\n')}
${pageFooter(report)}
</body>
</html>
`;
};

const pageHeader = (report: Report): string => {
  const { run, totals } = report;
  const isUnhealthy = unhealthyCount(totals) > 0;
  const where = [run.cluster, run.namespaces?.join(', ')].filter((part) => part != null && part !== '').join(': ');
  return `<header class="${isUnhealthy ? 'failed' : 'ok'}">
<h1>${escapeHtml(verdictText(report))}</h1>
<p>${escapeHtml(countsText(report) || 'nothing ran')} in ${formatElapsed(run.durationMs)}</p>
<p>${escapeHtml(where)} <time datetime="${xmlText(run.endedAt)}">${escapeHtml(run.endedAt)}</time></p>
</header>`;
};

const groupSection = (group: string, results: readonly Result[], links: ResultLinks): string =>
  `<section><h2>${escapeHtml(group)}</h2>\n${results.map((result) => resultItem(result, links)).join('\n')}\n</section>`;

/** Healthy and skipped results are collapsed. */
const resultItem = (result: Result, { causes, repeats }: ResultLinks): string => {
  const { status, service, name, message, durationMs, severity } = result;
  const original = repeats.get(result);
  const shownMessage = original === undefined ? message : `as ${resultName(original)}`;
  const open = status === 'ok' || status === 'skipped' ? '' : ' open';
  const badge = open === '' ? status : `${status} · ${severity}`;
  return `<details class="${status}"${open}><summary><b>${badge}</b> ${escapeHtml(`${service}/${name}`)} <i>${formatElapsed(durationMs)}</i></summary>
${result.findings.length === 0 ? `<p>${escapeHtml(shownMessage)}</p>\n` : ''}${rootFindings(result, causes)
  .map((finding) => findingItem(finding, causes))
  .join(
    '',
  )}${consequencesParagraph(result, causes)}${original === undefined ? helpParagraphs(result, causes) : ''}</details>`;
};

const consequencesParagraph = (result: Result, causes: CauseIndex): string => {
  const consequences = consequencesText(result, causes);
  return consequences === undefined ? '' : `<p>${escapeHtml(consequences)}</p>\n`;
};

const findingItem = (finding: ReportedFinding, causes: CauseIndex): string => {
  const { object, message, reason, next } = finding;
  const subject = object === undefined ? '' : `<strong>${escapeHtml(subjectPrefix(finding))}</strong> `;
  const count = unstatedCount(finding);
  const times = count === undefined ? '' : ` × ${count}`;
  const title = `<p>${subject}${escapeHtml(message)} <code>${escapeHtml(reason)}${times}</code></p>`;
  const effects = effectTexts(finding, causes).map((effect) => `<p>Causes ${escapeHtml(effect)}</p>`);
  const facts = remainingEvidence(finding).map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${evidenceBlock(evidenceLines(value).join('\n'))}</dd>`,
  );
  const list = facts.length === 0 ? '' : `<dl>${facts.join('')}</dl>`;
  const commands =
    next.length === 0 ? '' : `<pre>${next.map((command) => `$ ${escapeHtml(command)}`).join('\n')}</pre>`;
  return `<div>${title}${effects.join('')}${list}${commands}</div>\n`;
};

const evidenceBlock = (value: string): string => {
  const sanitized = stripControls(value).trimEnd();
  return sanitized.includes('\n') ? `<pre>${xmlText(sanitized)}</pre>` : xmlText(sanitized);
};

const helpParagraphs = (result: Result, causes: CauseIndex): string => {
  const { status, remedy, runbook, notes } = result;
  const needsHelp = status !== 'ok' && status !== 'skipped' && !isExplained(result, causes);
  return [
    ...(needsHelp && remedy !== '' ? [`<p><b>Remedy:</b> ${escapeHtml(remedy)}</p>\n`] : []),
    ...(needsHelp && runbook !== null ? [`<p><b>Runbook:</b> ${urlLink(runbook)}</p>\n`] : []),
    ...notes.map((note) => `<p class="note">${escapeHtml(note)}</p>\n`),
  ].join('');
};

/** A link of any other scheme could run something. */
const urlLink = (url: string): string =>
  /^https?:\/\//i.test(url)
    ? `<a rel="noreferrer" href="${xmlText(toOneLine(url))}">${escapeHtml(url)}</a>`
    : escapeHtml(url);

const pageFooter = ({ run, warnings, suppressed, telemetry }: Report): string => {
  const lines = [
    ...warnings,
    ...lostMetrics(telemetry),
    ...suppressed.map(
      ({ check, object, why }) => `ignored: ${check}${object ? ` on ${objectName(object)}` : ''}: ${why}`,
    ),
    `kavmon ${run.version}, run ${run.id}, exit code ${run.exitCode}`,
  ];
  return `<footer>${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}</footer>`;
};

const escapeHtml = (value: string): string => xmlText(toOneLine(value));
