/** The text cut to a length in UTF-16 units, with an ellipsis in place of what is gone. */
export const clipText = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text
        .slice(0, Math.max(0, length - 1))
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
