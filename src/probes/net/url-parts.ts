import { ProbeError } from '../../model/errors.ts';
import { findNearestWord } from '../../text/nearest-word.ts';

/** A host without the brackets that an IPv6 address has in a URL. */
export const stripBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** A percent-encoded part of a URL, decoded; `what` names it in the message. Throws ProbeError `config`. */
export const decodeUrlPart = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ProbeError('config', `the ${what} in the url is not percent-encoded: write %25 for a percent sign`);
  }
};

/** The message of the ProbeError `config` that parsing throws, undefined when it throws none. */
export const configProblem = (parse: () => unknown): string | undefined => {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof ProbeError) return error.message;
    throw error;
  }
};

/** What a parameter of a URL that is not known is told, with the nearest one that is. */
export const unknownParameter = (name: string, known: readonly string[]): string => {
  const near = findNearestWord(name, known);
  const hint = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
  return `the parameter ${name.slice(0, 60)} of the url is not supported: ${hint}`;
};
