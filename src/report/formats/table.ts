import type { Report, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { displayWidth, padToWidth, wrapText } from '../../text/display-width.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { countOfKind } from '../../text/kind-words.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { type CauseIndex, consequencesText, isExplained, rootFindings } from '../present/causes.ts';
import { lostMetrics } from '../present/lost-metrics.ts';
import { objectName, resultName } from '../present/names.ts';
import type { RenderOptions, TextStyle } from '../present/render-options.ts';
import { linkResults, type ResultLinks } from '../present/result-links.ts';
import { groupResults } from '../present/result-order.ts';
import { findingLines } from '../present/table-finding.ts';
import { countsText, scopeText, unhealthyCount, verdictText } from '../present/verdict.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** For a person at a terminal: groups, failing ones first, findings under their check, totals and a verdict last. */
export const renderTable: ReportRenderer = (report, options) => {
  const columns = columnWidths(report.results);
  const byGroup = groupResults(report.results);
  const links = linkResults(
    report,
    byGroup.flatMap(([, results]) => results),
  );
  const groups = byGroup.flatMap(([group, results]) => [
    options.paint('bold', toOneLine(group)),
    ...results.flatMap((result) => resultLines(result, { ...links, columns, options })),
    '',
  ]);
  return `${[...groups, ...footLines(report, options)].join('\n')}\n`;
};

interface ColumnWidths {
  readonly name: number;
  readonly status: number;
  readonly duration: number;
}

interface TableContext extends ResultLinks {
  readonly columns: ColumnWidths;
  readonly options: RenderOptions;
}

const STATUS_SIGNS: Readonly<Record<Status, readonly [sign: string, style: TextStyle]>> = {
  ok: ['✓', 'green'],
  degraded: ['!', 'yellow'],
  failed: ['✗', 'red'],
  timeout: ['✗', 'red'],
  error: ['?', 'magenta'],
  skipped: ['-', 'gray'],
};

/** One absurdly long name must not push the messages of all others off the screen. */
const columnWidths = (results: readonly Result[]): ColumnWidths => ({
  name: Math.min(44, Math.max(0, ...results.map((result) => displayWidth(resultName(result))))),
  status: Math.max(0, ...results.map(({ status }) => status.length)),
  duration: Math.max(0, ...results.map(({ durationMs }) => formatElapsed(durationMs).length)),
});

const resultLines = (result: Result, { columns, causes, repeats, options }: TableContext): readonly string[] => {
  const [sign, style] = STATUS_SIGNS[result.status];
  const head = [
    options.paint(style, `  ${sign} ${padToWidth(result.status, columns.status)}`),
    padToWidth(resultName(result), columns.name),
    options.paint('dim', formatElapsed(result.durationMs).padStart(columns.duration)),
  ].join('  ');
  const indent = 4 + columns.status + 2 + columns.name + 2 + columns.duration + 2;
  const original = repeats.get(result);
  const shownMessage = original === undefined ? outcomeText(result) : `as ${resultName(original)}`;
  const message = shownMessage === '' ? [''] : messageLines(shownMessage, options.width, indent);
  const details = original === undefined ? detailLines(result, causes, options) : [];
  return [`${head}${message[0] ?? ''}`.trimEnd(), ...message.slice(1), ...details];
};

/** The message, unless the findings below say it, and how many objects were looked at. */
const outcomeText = ({ status, message, findings, looked }: Result): string => {
  if (status === 'skipped') return message;
  const [name, count] = Object.entries(looked).find(([, objects]) => objects > 0) ?? [];
  const counted = name === undefined || count === undefined ? '' : countOfKind(count, name);
  if (findings.length > 0) return counted;
  return counted === '' ? message : `${message} (${counted})`;
};

/** Beside the name where there is room for a sentence, else under it. */
const messageLines = (message: string, width: number, indent: number): readonly string[] => {
  const text = toOneLine(message);
  const room = width - indent;
  if (room < 30) return ['', ...wrapText(text, Math.max(20, width - 6)).map((line) => `      ${line}`)];
  return wrapText(text, room).map((line, index) => (index === 0 ? `  ${line}` : ' '.repeat(indent) + line));
};

const detailLines = (result: Result, causes: CauseIndex, options: RenderOptions): readonly string[] => {
  if (result.status === 'ok' || result.status === 'skipped') return [];
  const findings = rootFindings(result, causes).flatMap((finding) => findingLines(finding, causes, options));
  const consequences = consequencesText(result, causes);
  const follow =
    consequences === undefined
      ? []
      : wrapText(consequences, Math.max(30, options.width - 8)).map((line) => `      ${line}`);
  const help = isExplained(result, causes) ? [] : helpLines(result, options);
  return [...attemptLines(result), ...findings, ...follow, ...help];
};

const attemptLines = ({ attempts }: Result): readonly string[] =>
  attempts.length < 2
    ? []
    : [
        `      ${pluralize(attempts.length, 'attempt')}: ${attempts.map(({ status, reason }) => reason ?? status).join(', ')}`,
      ];

const helpLines = ({ remedy, runbook }: Result, { width }: RenderOptions): readonly string[] => [
  ...labelledLines('remedy', toOneLine(remedy), width),
  ...(runbook === null ? [] : labelledLines('runbook', toOneLine(runbook), width)),
];

const labelledLines = (label: string, text: string, width: number): readonly string[] =>
  text === ''
    ? []
    : wrapText(text, Math.max(20, width - 16)).map((line, at) => `      ${(at === 0 ? label : '').padEnd(10)}${line}`);

const footLines = (report: Report, options: RenderOptions): readonly string[] => {
  const { run, suppressed, warnings, telemetry } = report;
  return [
    ...warnings.map((warning) => options.paint('yellow', `warning: ${toOneLine(warning)}`)),
    ...lostMetrics(telemetry).map((line) => options.paint('yellow', `warning: ${toOneLine(line)}`)),
    ...suppressed.map(
      ({ check, object, count, why }) =>
        `ignored: ${pluralize(count, 'finding')} of ${toOneLine(check)}${object ? ` on ${objectName(object)}` : ''}: ${toOneLine(why)}`,
    ),
    `${countsText(report) || 'nothing ran'} in ${formatElapsed(run.durationMs)}`,
    ...wrapText(`${verdictText(report)}${scopeText(report)}`, options.width).map((line) =>
      options.paint(['bold', verdictStyle(report)], line),
    ),
  ];
};

const verdictStyle = ({ totals }: Report): 'red' | 'yellow' | 'green' => {
  if (unhealthyCount(totals) > 0) return 'red';
  return totals.degraded > 0 || totals.ok === 0 ? 'yellow' : 'green';
};
