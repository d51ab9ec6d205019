import { columns } from '../src/columns.ts';
import { type Budget, missed, type Row } from './row.ts';

const HEADER = ['WORK', 'PROGRAM', 'TIME', 'CPU', 'MEMORY', 'FOUND', 'REQUESTS', 'RATIO', 'BUDGET', ''];

/** The rows for people; what misses its budget is marked. */
export const tableOf = (rows: readonly Row[]): string => columns([HEADER, ...rows.map(cellsOf)], 0);

const cellsOf = (row: Row): string[] => [
  row.work,
  row.program,
  `${row.ms.toFixed(0)} ms`,
  `${row.cpuMs.toFixed(0)} ms`,
  `${row.mb.toFixed(0)} MB`,
  `${row.found ?? ''}`,
  `${row.requests ?? ''}`,
  row.ratio === undefined ? '' : `${row.ratio.toFixed(2)} x ${row.than}`,
  row.budget === undefined ? '' : budgetText(row.budget),
  row.budget === undefined
    ? ''
    : missed(row)
        .map((what) => `MISSED: ${what}`)
        .join(', ') || 'ok',
];

const budgetText = ({ ratio, ms, mb, requests }: Budget): string =>
  [
    ...(ratio === undefined ? [] : [`${ratio} x`]),
    ...(ms === undefined ? [] : [`${ms} ms`]),
    ...(mb === undefined ? [] : [`${mb.toFixed(0)} MB`]),
    ...(requests === undefined ? [] : [`${requests} requests`]),
  ].join(', ');
