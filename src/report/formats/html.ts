import type { Report, ReportedFinding, Result } from '../../model/result.ts';
import { shortDuration } from '../../text/format-duration.ts';
import { harmless, oneLine } from '../../text/sanitize.ts';
import { style } from '../present/html-style.ts';
import { lostMetrics } from '../present/lost-metrics.ts';
import {
  type Causes,
  causesOf,
  countsOf,
  effectTexts,
  followUps,
  groupsOf,
  headName,
  isExplained,
  nameOf,
  objectName,
  repeatsOf,
  verdictOf,
} from '../present/outline.ts';
import { linesOf, untold } from '../present/remaining-evidence.ts';
import { xmlText } from '../present/xml.ts';
import type { Reporter } from './reporter.ts';

/** One file to send by mail: no script, nothing fetched, light or dark as its reader has it, narrow enough for a phone. */
export const html: Reporter = (report) => {
  const causes = causesOf(report);
  const groups = groupsOf(report.results);
  const repeats = repeatsOf(groups.flatMap(([, results]) => results));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(`kavmon: ${verdictOf(report)}`)}</title>
<style>${style}</style>
</head>
<body>
${head(report)}
${groups.map(([group, results]) => section(group, results, { causes, repeats })).join('\n')}
${foot(report)}
</body>
</html>
`;
};

const head = (report: Report): string => {
  const { run, totals } = report;
  const bad = totals.failed + totals.timeout + totals.error > 0;
  const where = [run.cluster, run.namespaces?.join(', ')].filter((part) => part != null && part !== '').join(': ');
  return `<header class="${bad ? 'failed' : 'ok'}">
<h1>${text(verdictOf(report))}</h1>
<p>${text(countsOf(report) || 'nothing ran')} in ${shortDuration(run.durationMs)}</p>
<p>${text(where)} <time datetime="${xmlText(run.endedAt)}">${text(run.endedAt)}</time></p>
</header>`;
};

interface Links {
  readonly causes: Causes;
  readonly repeats: ReadonlyMap<Result, Result>;
}

const section = (group: string, results: readonly Result[], links: Links): string =>
  `<section><h2>${text(group)}</h2>\n${results.map((result) => item(result, links)).join('\n')}\n</section>`;

/** What is well is a line; what is not stands open. */
const item = (result: Result, { causes, repeats }: Links): string => {
  const { status, service, name, message, durationMs, severity } = result;
  const same = repeats.get(result);
  const said = same === undefined ? message : `as ${nameOf(same)}`;
  const open = status === 'ok' || status === 'skipped' ? '' : ' open';
  const badge = open === '' ? status : `${status} · ${severity}`;
  return `<details class="${status}"${open}><summary><b>${badge}</b> ${text(`${service}/${name}`)} <i>${shortDuration(durationMs)}</i></summary>
${result.findings.length === 0 ? `<p>${text(said)}</p>\n` : ''}${result.findings
  .filter((finding) => causes.rootOf(finding) === undefined)
  .map((finding) => findingItem(finding, causes))
  .join('')}${followItem(result, causes)}${same === undefined ? help(result, causes) : ''}</details>`;
};

const followItem = (result: Result, causes: Causes): string => {
  const follow = followUps(result, causes);
  return follow === undefined ? '' : `<p>${text(follow)}</p>\n`;
};

const findingItem = (finding: ReportedFinding, causes: Causes): string => {
  const { object, message, reason, next, count } = finding;
  const subject = object === undefined ? '' : `<strong>${text(headName(finding))}</strong> `;
  const many = count > 1 && !message.includes(`(${count} `) ? ` × ${count}` : '';
  const title = `<p>${subject}${text(message)} <code>${text(reason)}${many}</code></p>`;
  const effects = effectTexts(finding, causes).map((effect) => `<p>Causes ${text(effect)}</p>`);
  const facts = untold(finding).map(
    ([name, value]) => `<dt>${text(name)}</dt><dd>${block(linesOf(value).join('\n'))}</dd>`,
  );
  const list = facts.length === 0 ? '' : `<dl>${facts.join('')}</dl>`;
  const commands = next.length === 0 ? '' : `<pre>${next.map((command) => `$ ${text(command)}`).join('\n')}</pre>`;
  return `<div>${title}${effects.join('')}${list}${commands}</div>\n`;
};

const block = (value: string): string => {
  const clean = harmless(value).trimEnd();
  return clean.includes('\n') ? `<pre>${xmlText(clean)}</pre>` : xmlText(clean);
};

const help = (result: Result, causes: Causes): string => {
  const { status, remedy, runbook, notes } = result;
  const ill = status !== 'ok' && status !== 'skipped' && !isExplained(result, causes);
  return [
    ...(ill && remedy !== '' ? [`<p><b>Remedy:</b> ${text(remedy)}</p>\n`] : []),
    ...(ill && runbook !== null ? [`<p><b>Runbook:</b> ${link(runbook)}</p>\n`] : []),
    ...notes.map((note) => `<p class="note">${text(note)}</p>\n`),
  ].join('');
};

/** A link of any other scheme could run something. */
const link = (url: string): string =>
  /^https?:\/\//i.test(url) ? `<a rel="noreferrer" href="${xmlText(oneLine(url))}">${text(url)}</a>` : text(url);

const foot = ({ run, warnings, suppressed, telemetry }: Report): string => {
  const lines = [
    ...warnings,
    ...lostMetrics(telemetry),
    ...suppressed.map(
      ({ check, object, why }) => `ignored: ${check}${object ? ` on ${objectName(object)}` : ''}: ${why}`,
    ),
    `kavmon ${run.version}, run ${run.id}, exit code ${run.exitCode}`,
  ];
  return `<footer>${lines.map((line) => `<p>${text(line)}</p>`).join('\n')}</footer>`;
};

const text = (value: string): string => xmlText(oneLine(value));
