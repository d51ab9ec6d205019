import { stripVTControlCharacters } from 'node:util';

/**
 * The text on one line, without anything that would act on a terminal or turn the direction of what follows: messages come
 * from services, and nobody vouches for those.
 */
export const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();

/** The same with its line feeds. */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text.toWellFormed())
    .replace(/\r\n?/g, '\n')
    .replace(UNWANTED, '')
    .replace(/[\u2028\u2029]/g, '\n');

/** Controls but tab and line feed, invisible blanks, marks that turn the direction of a text, and what is no character. */
const UNWANTED = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u200b\u2060\ufeff]/gu;

/** `12 ms`, `3.4 s`, `2 min 5 s`. */
export const shortDuration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** The text cut to a length in UTF-16 units, with an ellipsis in place of what is gone. */
export const clipped = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text
        .slice(0, Math.max(0, length - 1))
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
