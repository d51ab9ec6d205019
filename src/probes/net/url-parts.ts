import { ProbeError } from '../../model/errors.ts';
import { findNearestWord } from '../../text/nearest-word.ts';
import { hasStrayPassword, UNENCODED_PASSWORD } from '../../text/stray-credentials.ts';
import { hasPlaceholderHost, PLACEHOLDER_HOST } from '../../text/url-placeholder.ts';

/** Throws ProbeError `config` for a URL whose password is not encoded, or whose host is still a placeholder. */
export const refuseUnfinishedUrl = (text: string): void => {
  if (hasStrayPassword(text)) throw new ProbeError('config', UNENCODED_PASSWORD);
  if (hasPlaceholderHost(text)) throw new ProbeError('config', PLACEHOLDER_HOST);
};

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

/** Throws ProbeError `config` where one of these parameters of a URL is not known. */
export const refuseUnknownParameters = (parameters: URLSearchParams, known: readonly string[]): void => {
  const unknown = [...parameters.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ProbeError('config', unknownParameter(unknown, known));
};
