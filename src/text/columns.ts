import { displayWidth, wrapText } from './display-width.ts';

const COLUMN_GAP = '  ';
/** In columns of the terminal; room for one word of most texts, whatever the width. */
const MIN_LAST_COLUMN_WIDTH = 12;

/**
 * Rows as aligned columns without trailing blanks. The last column is broken into lines where the whole is wider than
 * `width`; 0 breaks nothing. Escape sequences take no room.
 */
export const formatColumns = (rows: readonly (readonly string[])[], width = 0): string => {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const indent = widths.slice(0, -1).reduce((sum, one) => sum + one + COLUMN_GAP.length, 0);
  const room = width === 0 ? Number.POSITIVE_INFINITY : Math.max(MIN_LAST_COLUMN_WIDTH, width - indent);
  return rows.map((row) => `${formatRow(row, widths, { indent, room })}\n`).join('');
};

const formatRow = (
  row: readonly string[],
  widths: readonly number[],
  { indent, room }: { readonly indent: number; readonly room: number },
): string => {
  const cells = widths.map((width, column) => {
    const cell = row[column] ?? '';
    if (column === widths.length - 1) return wrapText(cell, room).join(`\n${' '.repeat(indent)}`);
    return cell + ' '.repeat(width - displayWidth(cell));
  });
  return cells.join(COLUMN_GAP).trimEnd();
};
