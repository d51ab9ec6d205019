import { formatColumns } from '../src/text/columns.ts';
import { type BenchRow, missedBudgets, type RowBudget } from './row.ts';

/** Columns by their heads; a column that is empty in all rows is left out. */
const TABLE_COLUMNS: Readonly<Record<string, (row: BenchRow) => string>> = {
  WORK: ({ work }) => work,
  PROGRAM: ({ program }) => program,
  TIME: ({ ms }) => formatNumber(ms, 'ms'),
  CPU: ({ cpuMs }) => formatNumber(cpuMs, 'ms'),
  MEMORY: ({ mb }) => formatNumber(mb, 'MB'),
  SIZE: ({ size }) => formatNumber(size, 'MB', 1),
  COMPRESSED: ({ packed }) => formatNumber(packed, 'MB', 1),
  FOUND: ({ found }) => formatNumber(found),
  ALARMS: ({ alarms }) => formatNumber(alarms),
  REQUESTS: ({ requests }) => formatNumber(requests),
  SLOPE: ({ slope }) => formatNumber(slope, 'KB', 2),
  RATIO: ({ ratio, than }) => (ratio === undefined ? '' : `${ratio.toFixed(2)} x ${than}`),
  BUDGET: ({ budget }) => (budget === undefined ? '' : formatBudget(budget)),
  '': (row) =>
    row.budget === undefined
      ? ''
      : missedBudgets(row)
          .map((what) => `MISSED: ${what}`)
          .join(', ') || 'ok',
};

/** Renders the rows as a table that marks exceeded budgets. */
export const tableOf = (rows: readonly BenchRow[]): string => {
  const shown = Object.entries(TABLE_COLUMNS).filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  const cells = rows.map((row) => shown.map(([, cell]) => cell(row)));
  return formatColumns([shown.map(([head]) => head), ...cells], 0);
};

const formatNumber = (value: number | undefined, unit = '', digits = 0): string =>
  value === undefined ? '' : `${value.toFixed(digits)} ${unit}`.trim();

const formatBudget = ({ ratio, ms, mb, requests, alarms, slope }: RowBudget): string =>
  [
    ...(ratio === undefined ? [] : [`${ratio} x`]),
    ...(ms === undefined ? [] : [`${ms} ms`]),
    ...(mb === undefined ? [] : [`${mb.toFixed(0)} MB`]),
    ...(requests === undefined ? [] : [`${requests} requests`]),
    ...(alarms === undefined ? [] : [`${alarms} alarms`]),
    ...(slope === undefined ? [] : [`${slope} KB each`]),
  ].join(', ');
