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
    .replace(UNSAFE_CHARACTERS, '')
    .replace(/[\u2028\u2029]/g, '\n');

/** Controls but tab and line feed, invisible blanks, marks that turn the direction of a text, and what is no character. */
const UNSAFE_CHARACTERS = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u200b\u2060\ufeff]/gu;
