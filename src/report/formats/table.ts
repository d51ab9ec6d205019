import type { Report, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { padded, widthOf, wrapped } from '../../text/display-width.ts';
import { shortDuration } from '../../text/format-duration.ts';
import { counted } from '../../text/pluralize.ts';
import { oneLine } from '../../text/sanitize.ts';
import { lostMetrics } from '../present/lost-metrics.ts';
import {
  type Causes,
  causesOf,
  countsOf,
  followUps,
  groupsOf,
  isExplained,
  nameOf,
  objectName,
  placeText,
  repeatsOf,
  verdictOf,
} from '../present/outline.ts';
import { findingLines } from '../present/table-finding.ts';
import type { Page, Reporter, Style } from './reporter.ts';

/** For a person at a terminal: groups, failing ones first, findings under their check, totals and a verdict last. */
export const table: Reporter = (report, page) => {
  const columns = columnsOf(report.results);
  const causes = causesOf(report);
  const byGroup = groupsOf(report.results);
  const repeats = repeatsOf(byGroup.flatMap(([, results]) => results));
  const groups = byGroup.flatMap(([group, results]) => [
    page.paint('bold', oneLine(group)),
    ...results.flatMap((result) => rowOf(result, { columns, causes, repeats, page })),
    '',
  ]);
  return `${[...groups, ...footOf(report, page)].join('\n')}\n`;
};

interface Columns {
  readonly name: number;
  readonly status: number;
  readonly duration: number;
}

interface Table {
  readonly columns: Columns;
  readonly causes: Causes;
  readonly repeats: ReadonlyMap<Result, Result>;
  readonly page: Page;
}

const SIGNS: Readonly<Record<Status, readonly [sign: string, style: Style]>> = {
  ok: ['✓', 'green'],
  degraded: ['!', 'yellow'],
  failed: ['✗', 'red'],
  timeout: ['✗', 'red'],
  error: ['?', 'magenta'],
  skipped: ['-', 'gray'],
};

/** One absurdly long name must not push the messages of all others off the screen. */
const columnsOf = (results: readonly Result[]): Columns => ({
  name: Math.min(44, Math.max(0, ...results.map((result) => widthOf(nameOf(result))))),
  status: Math.max(0, ...results.map(({ status }) => status.length)),
  duration: Math.max(0, ...results.map(({ durationMs }) => shortDuration(durationMs).length)),
});

const rowOf = (result: Result, { columns, causes, repeats, page }: Table): readonly string[] => {
  const [sign, style] = SIGNS[result.status];
  const head = [
    page.paint(style, `  ${sign} ${padded(result.status, columns.status)}`),
    padded(nameOf(result), columns.name),
    page.paint('dim', shortDuration(result.durationMs).padStart(columns.duration)),
  ].join('  ');
  const indent = 4 + columns.status + 2 + columns.name + 2 + columns.duration + 2;
  const same = repeats.get(result);
  const said = same === undefined ? result.message : `as ${nameOf(same)}`;
  const message = result.findings.length > 0 ? [''] : messageLines(said, page.width, indent);
  const details = same === undefined ? detailsOf(result, causes, page) : [];
  return [`${head}${message[0] ?? ''}`.trimEnd(), ...message.slice(1), ...details];
};

/** Beside the name where there is room for a sentence, else under it. */
const messageLines = (message: string, width: number, indent: number): readonly string[] => {
  const text = oneLine(message);
  const room = width - indent;
  if (room < 30) return ['', ...wrapped(text, Math.max(20, width - 6)).map((line) => `      ${line}`)];
  return wrapped(text, room).map((line, index) => (index === 0 ? `  ${line}` : ' '.repeat(indent) + line));
};

const detailsOf = (result: Result, causes: Causes, page: Page): readonly string[] => {
  if (result.status === 'ok' || result.status === 'skipped') return [];
  const roots = result.findings.filter((finding) => causes.rootOf(finding) === undefined);
  const findings = roots.flatMap((finding) => findingLines(finding, causes, page));
  const rest = followUps(result, causes);
  const follow = rest === undefined ? [] : wrapped(rest, Math.max(30, page.width - 8)).map((line) => `      ${line}`);
  const help = isExplained(result, causes) ? [] : helpOf(result, page);
  return [...attemptsOf(result), ...findings, ...follow, ...help];
};

const attemptsOf = ({ attempts }: Result): readonly string[] =>
  attempts.length < 2
    ? []
    : [
        `      ${counted(attempts.length, 'attempt')}: ${attempts.map(({ status, reason }) => reason ?? status).join(', ')}`,
      ];

const helpOf = ({ remedy, runbook }: Result, { width }: Page): readonly string[] => [
  ...labelled('remedy', oneLine(remedy), width),
  ...(runbook === null ? [] : labelled('runbook', oneLine(runbook), width)),
];

const labelled = (label: string, text: string, width: number): readonly string[] =>
  text === ''
    ? []
    : wrapped(text, Math.max(20, width - 16)).map((line, at) => `      ${(at === 0 ? label : '').padEnd(10)}${line}`);

const footOf = (report: Report, page: Page): readonly string[] => {
  const { run, suppressed, warnings, telemetry } = report;
  const healthy = verdictStyle(report);
  return [
    ...warnings.map((warning) => page.paint('yellow', `warning: ${oneLine(warning)}`)),
    ...lostMetrics(telemetry).map((line) => page.paint('yellow', `warning: ${oneLine(line)}`)),
    ...suppressed.map(
      ({ check, object, count, why }) =>
        `ignored: ${counted(count, 'finding')} of ${oneLine(check)}${object ? ` on ${objectName(object)}` : ''}: ${oneLine(why)}`,
    ),
    `${countsOf(report) || 'nothing ran'} in ${shortDuration(run.durationMs)}`,
    ...wrapped(`${verdictOf(report)}${placeText(report)}`, page.width).map((line) =>
      page.paint(['bold', healthy], line),
    ),
  ];
};

const verdictStyle = ({ totals }: Report): 'red' | 'yellow' | 'green' => {
  if (totals.failed + totals.timeout + totals.error > 0) return 'red';
  return totals.degraded > 0 || totals.ok === 0 ? 'yellow' : 'green';
};
