import { formatColumns } from '../src/text/columns.ts';
import { type BenchRow, missedBudgets, type RowBudget } from './row.ts';

/** Columns by their heads; a column that is empty in all rows is left out. */
const TABLE_COLUMNS: Readonly<Record<string, (row: BenchRow) => string>> = {
  work: ({ work }) => work,
  program: ({ program }) => program,
  time: ({ ms, spread }) => formatNumber(ms, 'ms') + formatSpread(spread?.ms),
  CPU: ({ cpuMs, spread }) => formatNumber(cpuMs, 'ms') + formatSpread(spread?.cpuMs),
  'CPU of a check': ({ checkMs }) => formatNumber(checkMs, 'ms', 2),
  memory: ({ mb }) => formatNumber(mb, 'MB'),
  size: ({ size }) => formatNumber(size, 'MB', 1),
  compressed: ({ packed }) => formatNumber(packed, 'MB', 1),
  found: ({ found }) => formatNumber(found),
  alarms: ({ alarms }) => formatNumber(alarms),
  requests: ({ requests }) => formatNumber(requests),
  slope: ({ slope }) => formatNumber(slope, 'KB', 2),
  ratio: ({ ratio, than, checkRatio, floor }) =>
    [formatRatio(ratio, than), formatRatio(checkRatio, floor)].filter((text) => text !== '').join(', '),
  limit: ({ budget }) => (budget === undefined ? '' : formatBudget(budget)),
  kept: (row) =>
    row.budget === undefined
      ? ''
      : missedBudgets(row)
          .map((what) => `MISSED: ${what}`)
          .join(', ') || 'yes',
};

/** The heads of the columns that say something of these rows, and the cells of each row. */
const cellsOf = (rows: readonly BenchRow[]): readonly (readonly string[])[] => {
  const shown = Object.entries(TABLE_COLUMNS).filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  return [shown.map(([head]) => head), ...rows.map((row) => shown.map(([, cell]) => cell(row)))];
};

/** Renders the rows as a table that marks exceeded budgets. */
export const tableOf = (rows: readonly BenchRow[]): string => formatColumns(cellsOf(rows), 0);

/** The same in Markdown. */
export const markdownTableOf = (rows: readonly BenchRow[]): string => {
  const [heads = [], ...lines] = cellsOf(rows);
  const bold = (cell: string): string => (cell.startsWith('MISSED') ? `**${cell}**` : cell);
  return [heads, heads.map(() => '---'), ...lines.map((line) => line.map(bold))]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
};

const formatNumber = (value: number | undefined, unit = '', digits = 0): string =>
  value === undefined ? '' : `${value.toFixed(digits)} ${unit}`.trim();

/** Of one run there is nothing to say. */
const formatSpread = (range: readonly [number, number] | undefined): string =>
  range === undefined || range[0] === range[1] ? '' : ` (${range.map((one) => one.toFixed(0)).join(' to ')})`;

const formatRatio = (ratio: number | undefined, than = ''): string =>
  ratio === undefined ? '' : `${ratio.toFixed(2)} x ${than}`;

const formatBudget = ({ ratio, checkRatio, ms, cpuMs, mb, requests, alarms, slope }: RowBudget): string =>
  [
    ...(ratio === undefined ? [] : [`${ratio} x`]),
    ...(checkRatio === undefined ? [] : [`${checkRatio} x CPU of a check`]),
    ...(ms === undefined ? [] : [`${ms.toFixed(0)} ms`]),
    ...(cpuMs === undefined ? [] : [`${cpuMs} ms of CPU`]),
    ...(mb === undefined ? [] : [`${mb.toFixed(0)} MB`]),
    ...(requests === undefined ? [] : [`${requests} requests`]),
    ...(alarms === undefined ? [] : [`${alarms} alarms`]),
    ...(slope === undefined ? [] : [`${slope} KB each`]),
  ].join(', ');
