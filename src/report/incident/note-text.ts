import { clipText } from '../../text/clip-text.ts';
import { toOneLine } from '../../text/sanitize.ts';

/** Characters of one line of the note. */
const MAX_LINE = 300;

/** A text from the run in one line of the note, clipped; a message of a service must not call everybody in the channel. */
export const noteText = (text: string): string =>
  clipText(toOneLine(text).replace(/@(?=here|channel|everyone|all\b)/gi, '@ '), MAX_LINE);

/** A blank for people: what no program can know. */
export const blankText = (what: string): string => `[to fill in: ${what}]`;

/** A section with its title; empty without lines. */
export const noteSection = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}\n\n${lines.join('\n')}`];
