/**
 * JSON text that every reader takes: a lone half of a surrogate pair is replaced. What JSON allows as it is, and acts on
 * whatever shows it, is escaped: controls of terminals and of the direction of text, line separators, the marks of a command
 * to a CI server ({@link defuseCiCommands}).
 */
export const toPortableJson = (json: string): string =>
  json.toWellFormed().replace(ESCAPE_OR_CONTROL, (found) => {
    if (found.length === 1) return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return found.length === SURROGATE_ESCAPE_LENGTH ? '\ufffd' : found;
  });

/**
 * An escaped surrogate (`JSON.stringify` escapes only lone ones), any other escape, or a character that stands as it is and
 * must not: the same that `stripControls` takes away, and the first `#` of a command to a CI server.
 */
const ESCAPE_OR_CONTROL =
  /\\(?:ud[89a-f][\da-f]{2}|.)|#(?=#\w*\[)|[\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/g;

const SURROGATE_ESCAPE_LENGTH = 6;

/** A value as portable JSON, on one line or indented by `indent` blanks. */
export const stringifyPortably = (value: unknown, indent?: number): string =>
  toPortableJson(JSON.stringify(value, undefined, indent));
