import { ProbeError } from '../model/errors.ts';

/** Deeper documents end the stack of whatever walks them: comparisons, JSONPath, schemas, JSON itself. */
export const MAX_DEPTH = 500;

export const tooDeepError = (): ProbeError =>
  new ProbeError('protocol', `the document is nested too deep to be judged, beyond ${MAX_DEPTH} levels`);

/** Throws ProbeError `protocol` when the JSON of the text is nested too deep. In linear time, without a stack. */
export const refuseDeepJson = (text: string): void => {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isQuoted) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isQuoted = false;
    } else if (code === QUOTE) isQuoted = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > MAX_DEPTH) throw tooDeepError();
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
};

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
