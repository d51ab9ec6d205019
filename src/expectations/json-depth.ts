import { ProbeError } from '../model/errors.ts';

/** Deeper documents end the stack of whatever walks them: comparisons, JSONPath, schemas, JSON itself. */
export const MAX_DEPTH = 500;

export const tooDeepError = (): ProbeError =>
  new ProbeError('protocol', `the document is nested too deep to be judged, beyond ${MAX_DEPTH} levels`);

/** Throws ProbeError `protocol` when the JSON of the text is nested too deep. In linear time, without a stack. */
export const refuseDeepJson = (text: string): void => {
  const marks = /["[\]{}]/g;
  let depth = 0;
  for (let mark = marks.exec(text)?.[0]; mark !== undefined; mark = marks.exec(text)?.[0]) {
    if (mark === '"') marks.lastIndex = endOfText(text, marks.lastIndex);
    else depth += mark === '[' || mark === '{' ? 1 : -1;
    if (depth > MAX_DEPTH) throw tooDeepError();
  }
};

/** The index behind the quote that ends a text. */
const endOfText = (text: string, from: number): number => {
  let end = text.indexOf('"', from);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
};

const isEscaped = (text: string, at: number): boolean => {
  let before = at;
  while (text[before - 1] === '\\') before--;
  return (at - before) % 2 === 1;
};
