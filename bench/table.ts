import { columns } from '../src/text/columns.ts';
import { type Budget, missed, type Row } from './row.ts';

/** Columns by their heads; one that is empty in all rows is left out. */
const COLUMNS: Readonly<Record<string, (row: Row) => string>> = {
  WORK: ({ work }) => work,
  PROGRAM: ({ program }) => program,
  TIME: ({ ms }) => numberOf(ms, 'ms'),
  CPU: ({ cpuMs }) => numberOf(cpuMs, 'ms'),
  MEMORY: ({ mb }) => numberOf(mb, 'MB'),
  SIZE: ({ size }) => numberOf(size, 'MB', 1),
  COMPRESSED: ({ packed }) => numberOf(packed, 'MB', 1),
  FOUND: ({ found }) => numberOf(found),
  REQUESTS: ({ requests }) => numberOf(requests),
  RATIO: ({ ratio, than }) => (ratio === undefined ? '' : `${ratio.toFixed(2)} x ${than}`),
  BUDGET: ({ budget }) => (budget === undefined ? '' : budgetText(budget)),
  '': (row) =>
    row.budget === undefined
      ? ''
      : missed(row)
          .map((what) => `MISSED: ${what}`)
          .join(', ') || 'ok',
};

/** The rows for people; what misses its budget is marked. */
export const tableOf = (rows: readonly Row[]): string => {
  const shown = Object.entries(COLUMNS).filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  const cells = rows.map((row) => shown.map(([, cell]) => cell(row)));
  return columns([shown.map(([head]) => head), ...cells], 0);
};

const numberOf = (value: number | undefined, unit = '', digits = 0): string =>
  value === undefined ? '' : `${value.toFixed(digits)} ${unit}`.trim();

const budgetText = ({ ratio, ms, mb, requests }: Budget): string =>
  [
    ...(ratio === undefined ? [] : [`${ratio} x`]),
    ...(ms === undefined ? [] : [`${ms} ms`]),
    ...(mb === undefined ? [] : [`${mb.toFixed(0)} MB`]),
    ...(requests === undefined ? [] : [`${requests} requests`]),
  ].join(', ');
