const SHOWN_LENGTH = 80;

/** JSON escapes control characters; these are as invisible: odd spaces, marks of direction, zero width. */
const INVISIBLE = /[\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/g;

/** A value as JSON in which every character can be seen. */
export const writeVisibly = (value: unknown): string =>
  JSON.stringify(value).replace(INVISIBLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A text as it stands in a message: its beginning, quoted, with what cannot be seen; of binary data only how long it is. */
export const quoteText = (text: string): string => {
  const compressed = text.startsWith('\u001f\ufffd') ? ', which may be compressed' : '';
  if (isBinary(text)) return `(binary data${compressed})`;
  return writeVisibly(text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}...`);
};

/** In characters; what makes data binary stands at its beginning. */
const LOOKED_AT = 1000;

/** Whether a text was no text before it was decoded: it has zeros, or many bytes that are no character. */
const isBinary = (text: string): boolean => {
  const head = text.slice(0, LOOKED_AT);
  const strange = [...head].filter((char) => char === '\ufffd' || (char < ' ' && !/\s/.test(char))).length;
  return head.includes('\0') || (strange > 3 && strange * 10 > head.length);
};

/** Why a text does not contain another: a short one is quoted, and a difference that is easily overlooked is named. */
export const describeMissing = (what: string, text: string, wanted: string): string => {
  const quoted = text.length <= SHOWN_LENGTH ? `${what} ${quoteText(text)}` : what;
  return `${quoted} does not contain ${writeVisibly(wanted)}${differenceHint(text, wanted)}`;
};

const differenceHint = (text: string, wanted: string): string => {
  const blanks = (one: string): string => one.replace(/[\s\u200b\ufeff]+/g, ' ');
  if (blanks(text).includes(blanks(wanted))) return ': it would with other white space';
  if (wanted.trim() !== '' && text.includes(wanted.trim())) return ': it would without the white space around that';
  return text.toLowerCase().includes(wanted.toLowerCase()) ? ': it does in other letters, large or small' : '';
};
