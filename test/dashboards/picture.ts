import { stateLooks } from '../../src/dashboards/states.ts';
import { xmlText } from '../../src/report/present/xml.ts';
import type { PrometheusSample } from '../support/prometheus.ts';

/** What a panel would show: its title, and the answer to each of its queries. */
export interface PanelAnswers {
  readonly title: string;
  readonly type: string;
  readonly answers: readonly (readonly PrometheusSample[])[];
}

/** Values of a series at the moments of a range; undefined where it had none. */
export interface SeriesHistory {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

const WIDTH = 960;
const ROW_HEIGHT = 18;
/** Colours of the panels, by Grafana's names. */
const PAINTS: Readonly<Record<string, string>> = {
  green: '#56a64b',
  red: '#e02f44',
  yellow: '#b58b00',
  orange: '#ff780a',
  purple: '#a352cc',
  text: '#8e8e99',
  blue: '#3274d9',
};

const textAt = (x: number, y: number, text: string, style = ''): string =>
  `<text x="${x}" y="${y}"${style}>${xmlText(text)}</text>`;
const box = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="${fill}"/>`;
const fillOf = (color: string): string => ` style="fill:${PAINTS[color] ?? color}"`;

/** The numbers of the first row, each in the colour of its panel. */
export const drawNumbers = (panels: readonly PanelAnswers[], colors: readonly string[]): string => {
  const width = WIDTH / panels.length;
  return panels
    .map(({ title, answers }, index) => {
      const value = String(answers[0]?.[0]?.value ?? 'no run');
      const x = index * width;
      const paint = PAINTS[colors[index] ?? ''] ?? '';
      return `${box(x + 4, 4, width - 8, 64, paint)}${textAt(x + 14, 24, title)}${textAt(x + 14, 56, value, ' class="big"')}`;
    })
    .join('\n');
};

/** A row of a table: its cells, and the colour of the last one. */
export type TableRow = readonly [cells: readonly string[], color: string];

/** A table under a title, its columns at these places. */
export const drawTable = (y: number, title: string, columns: readonly number[], rows: readonly TableRow[]): string =>
  [
    textAt(8, y + 14, title, ' class="title"'),
    ...rows.map(([cells, color], row) =>
      cells
        .map((cell, at) => {
          const style = at === cells.length - 1 ? fillOf(color) : '';
          return textAt(8 + (columns[at] ?? 0), y + 36 + row * ROW_HEIGHT, cell, style);
        })
        .join(''),
    ),
  ].join('\n');

/** A row of coloured pieces for each series. */
export const drawTimeline = (y: number, title: string, series: readonly SeriesHistory[]): string => {
  const left = 260;
  const step = (WIDTH - left - 8) / Math.max(1, ...series.map(({ values }) => values.length));
  return [
    textAt(8, y + 14, title, ' class="title"'),
    ...series.map(({ name, values }, row) => {
      const top = y + 24 + row * ROW_HEIGHT;
      return textAt(8, top + 12, name) + drawPieces(values, { left, top, step });
    }),
  ].join('\n');
};

const drawPieces = (
  values: SeriesHistory['values'],
  { left, top, step }: { readonly left: number; readonly top: number; readonly step: number },
): string => {
  const pieces: { rank: number | undefined; from: number; count: number }[] = [];
  for (const [at, rank] of values.entries()) {
    const last = pieces.at(-1);
    if (last?.rank === rank && last !== undefined) last.count += 1;
    else pieces.push({ rank, from: at, count: 1 });
  }
  return pieces
    .filter(({ rank }) => rank !== undefined)
    .map(({ rank = 0, from, count }) =>
      box(
        Math.round(left + from * step),
        top,
        Math.round(count * step),
        ROW_HEIGHT - 4,
        PAINTS[stateLooks[rank]?.color ?? ''] ?? '',
      ),
    )
    .join('');
};

/** A bar for each row. */
export const drawBars = (
  y: number,
  title: string,
  rows: readonly (readonly [name: string, value: number])[],
): string => {
  const most = Math.max(...rows.map(([, value]) => value));
  return [
    textAt(8, y + 14, title, ' class="title"'),
    ...rows.map(([name, value], row) => {
      const top = y + 24 + row * ROW_HEIGHT;
      const width = Math.round((value / most) * 560);
      return `${textAt(8, top + 12, name)}${box(260, top, width, ROW_HEIGHT - 4, PAINTS.blue ?? '')}${textAt(268 + width, top + 12, `${Math.round(value * 1000)} ms`)}`;
    }),
  ].join('\n');
};

/** The whole picture. `title` is what a screen reader says of it. */
export const drawPicture = (title: string, height: number, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}">
<title>${xmlText(title)}</title>
<style>text{fill:#d8d9da;font:13px Inter,"DejaVu Sans",Helvetica,sans-serif}.title{font-weight:bold}.big{font-size:28px;fill:#fff}</style>
<rect width="100%" height="100%" fill="#111217"/>
${parts.join('\n')}
</svg>
`;
