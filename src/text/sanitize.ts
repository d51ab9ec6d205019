import { stripVTControlCharacters } from 'node:util';

/** The text on one line, with single blanks, safe to print on a terminal. */
export const toOneLine = (text: string): string => stripControls(text).replace(/\s+/g, ' ').trim();

/**
 * The text without anything that would act on a terminal or change the direction of what follows; line feeds and tabs stay.
 * Messages carry text from probed services, which is not trusted.
 */
export const stripControls = (text: string): string =>
  stripVTControlCharacters(text.toWellFormed())
    .replace(/\r\n?/g, '\n')
    .replace(UNSAFE_CHARACTERS, '')
    .replace(/[\u2028\u2029]/g, '\n');

/**
 * Control characters but tab and line feed, bidirectional controls, noncharacters, and what shows as nothing and can hide
 * text in a name: zero-width spaces, soft hyphens, invisible operators, interlinear marks, tags.
 */
const UNSAFE_CHARACTERS =
  /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u00ad\u180e\u200b\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
