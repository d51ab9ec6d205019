/**
 * JSON text that every reader takes: a lone half of a surrogate pair is replaced, and controls of terminals and line
 * separators, which JSON allows as they are, are escaped.
 */
export const toPortableJson = (json: string): string =>
  json.toWellFormed().replace(ESCAPE_OR_CONTROL, (found) => {
    if (found.length === 1) return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return found.length === SURROGATE_ESCAPE_LENGTH ? '\ufffd' : found;
  });

/** An escaped surrogate (`JSON.stringify` escapes only lone ones), any other escape, or a control that stands as it is. */
const ESCAPE_OR_CONTROL = /\\(?:ud[89a-f][\da-f]{2}|.)|[\u007f-\u009f\u2028\u2029]/g;

const SURROGATE_ESCAPE_LENGTH = 6;

/** A value as portable JSON on one line. */
export const stringifyPortably = (value: unknown): string => toPortableJson(JSON.stringify(value));
