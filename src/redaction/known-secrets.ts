import { MIN_SECRET_LENGTH } from './encodings.ts';
import { REDACTED_TEXT } from './patterns.ts';

/** Forms of secrets by their first characters, the longest first. */
export type SecretsByStart = ReadonlyMap<string, readonly string[]>;

/**
 * Hides every form of every secret; where two overlap, both. What was cut in the middle of a secret shows its beginning: that is
 * hidden too, where the mark of the cut follows. The time does not grow with the number of secrets.
 */
export const hideKnownSecrets = (text: string, byStart: SecretsByStart): string => {
  if (byStart.size === 0) return text;
  let out = '';
  let copied = 0;
  let hidden = -1;
  for (let at = 0; at <= text.length - MIN_SECRET_LENGTH; at++) {
    const forms = byStart.get(text.slice(at, at + MIN_SECRET_LENGTH));
    const length = forms === undefined ? 0 : secretLength(text, at, forms);
    if (length === 0) continue;
    if (at > hidden) out += text.slice(copied, at) + REDACTED_TEXT;
    hidden = Math.max(hidden, at + length);
    copied = hidden;
  }
  return out + text.slice(copied);
};

/** How many characters of a secret stand there; 0: none does. */
const secretLength = (text: string, at: number, forms: readonly string[]): number => {
  const whole = forms.find((form) => text.startsWith(form, at));
  return whole?.length ?? Math.max(...forms.map((form) => lengthBeforeCut(text, at, form)));
};

const CUT_MARKS = ['...', '\u2026'];

/** How many characters of the form's beginning stand there in front of the mark of a cut; 0: none. */
const lengthBeforeCut = (text: string, at: number, form: string): number => {
  let length = MIN_SECRET_LENGTH;
  while (length < form.length && text[at + length] === form[length]) length += 1;
  return CUT_MARKS.some((mark) => text.startsWith(mark, at + length)) ? length : 0;
};
