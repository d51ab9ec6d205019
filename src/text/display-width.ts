import { stripVTControlCharacters } from 'node:util';

/** Created for the first text that is not ASCII, since creating one takes 10 ms. */
let graphemeSegmenter: Intl.Segmenter | undefined;

/** Characters that take two columns of a terminal: East Asian scripts and emoji. */
const WIDE_CHARACTER =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns that a text takes on a terminal; escape sequences take none. */
export const displayWidth = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  graphemeSegmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of graphemeSegmenter.segment(stripVTControlCharacters(text)))
    width += WIDE_CHARACTER.test(segment) ? 2 : Number(!/^\p{M}+$/u.test(segment));
  return width;
};

/** The text with blanks behind it, up to this many columns. */
export const padToWidth = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)));

/** Lines of at most `width` columns, broken at blanks; only a word that is longer than a line is longer. */
export const wrapText = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let used = 0;
  for (const word of text.split(' ')) {
    const length = displayWidth(word);
    const fits = lines.length > 0 && used + 1 + length <= width;
    if (fits) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
    used = fits ? used + 1 + length : length;
  }
  return lines;
};

/** The text cut to this many columns, with an ellipsis in place of what is gone; empty where there is no room for it. */
export const clipToWidth = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text;
  let clipped = text.slice(0, Math.max(0, width - 1)).toWellFormed();
  while (clipped !== '' && displayWidth(clipped) > width - 1) clipped = clipped.slice(0, -1).toWellFormed();
  return width < 1 ? '' : `${clipped.replace(/\ufffd$/, '').trimEnd()}…`;
};
