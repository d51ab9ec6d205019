import { formatExcerpt } from '../net/read-until.ts';
import { BrokenRule } from './broken-rule.ts';

/** The status line and the headers of an answer. */
export interface AnswerHead {
  readonly status: number;
  /** As in the status line: `1.1`. */
  readonly httpVersion: string;
  /** One entry for each header line in their order, names in lower case, values as Latin-1. */
  readonly headers: HeaderLines;
}

export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** More than the 300 KiB that curl takes. */
const MAX_HEAD_BYTES = 512 * 1024;

/** Whether an answer that begins so may be HTTP. */
export const mayBecomeHttp = (bytes: Buffer): boolean => {
  const first = bytes.toString('latin1', 0, 16).trimStart().slice(0, 5);
  return 'HTTP/'.startsWith(first);
};

/**
 * The head that these bytes begin with and its length; undefined while its end is missing. Takes what other clients take: bare
 * line feeds, white space in front, lines without a colon. One connection has one request, so that nothing can be smuggled.
 * @throws {BrokenRule} when it has no status, or no end.
 */
export const parseHead = (bytes: Buffer): { readonly head: AnswerHead; readonly length: number } | undefined => {
  const length = lengthOfHead(bytes);
  if ((length === 0 ? bytes.length : length) > MAX_HEAD_BYTES)
    throw new BrokenRule(`its headers are longer than ${MAX_HEAD_BYTES} bytes`);
  return length === 0 ? undefined : { head: readHead(bytes.toString('latin1', 0, length).trim()), length };
};

/** The values of a header, in their order. */
export const headerValues = (headers: HeaderLines, name: string): readonly string[] =>
  headers.filter((line) => line[0] === name).map((line) => line[1]);

/** Zero while there is no empty line; one in front of the status line is skipped. */
const lengthOfHead = (bytes: Buffer): number => {
  let start = 0;
  while (start < bytes.length && isSpace(bytes[start])) start += 1;
  const end = bytes.indexOf('\n\r\n', start);
  const bareEnd = bytes.indexOf('\n\n', start);
  if (end < 0 && bareEnd < 0) return 0;
  return bareEnd < 0 || (end >= 0 && end < bareEnd) ? end + 3 : bareEnd + 2;
};

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || (byte !== undefined && byte >= 9 && byte <= 13);

const readHead = (text: string): AnswerHead => {
  const [statusLine = '', ...lines] = unfold(text).split(/\r?\n/);
  const [, httpVersion, status] = /^HTTP\/(\d+(?:\.\d+)?)[ \t]+(\d{3})(?!\d)/.exec(statusLine) ?? [];
  if (httpVersion === undefined)
    throw new BrokenRule(`no status of three digits in ${formatExcerpt(Buffer.from(statusLine, 'latin1'))}`);
  return { status: Number(status), httpVersion, headers: lines.flatMap(readLine) };
};

/** A folded line belongs to the one before (RFC 9112, 5.2). */
const unfold = (text: string): string => (/\n[ \t]/.test(text) ? text.replace(/\r?\n[ \t]+/g, ' ') : text);

/** A header; none when its line has no name. */
const readLine = (line: string): HeaderLines => {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon)).trimEnd();
  return name === '' || /\s/.test(name) ? [] : [[name.toLowerCase(), line.slice(colon + 1).trim()]];
};
