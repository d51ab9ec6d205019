import { ProbeError } from '../../model/errors.ts';

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
