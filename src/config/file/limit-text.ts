import type * as z from 'zod';
import { pluralize } from '../../text/pluralize.ts';

type RawIssue = z.core.$ZodRawIssue;

const COUNTED_NOUNS: Readonly<Record<string, string>> = {
  array: 'item',
  set: 'item',
  map: 'entry',
  object: 'key',
  string: 'character',
  file: 'byte',
};

/** The limit that a value of the right type exceeds; undefined when the issue is about none. Never the value, which may be a secret. */
export const limitText = (issue: RawIssue): string | undefined => {
  if (issue.code === 'too_small') return tooSmall(issue);
  if (issue.code === 'too_big') return `expected at most ${limitAmount(issue.origin, issue.maximum)}`;
  if (issue.code === 'not_multiple_of') return `expected a multiple of ${issue.divisor}`;
  if (issue.code === 'invalid_format') return `expected ${formatText(issue)}`;
  return undefined;
};

const tooSmall = ({ origin, minimum, inclusive, exact }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string => {
  if (exact) return `expected ${limitAmount(origin, minimum)}`;
  if (inclusive === false) return `expected more than ${limitAmount(origin, minimum)}`;
  if (origin === 'string' && minimum === 1) return 'expected text, got an empty one';
  return `expected at least ${limitAmount(origin, minimum)}${origin === 'array' && minimum === 1 ? ', got an empty list' : ''}`;
};

const limitAmount = (origin: string, limit: number | bigint): string => {
  const noun = COUNTED_NOUNS[origin];
  return noun === undefined ? `${limit}` : pluralize(Number(limit), noun, noun === 'entry' ? 'entries' : undefined);
};

const FORMAT_TEXTS: Readonly<Record<string, string>> = {
  url: 'a URL',
  email: 'a mail address',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uuid: 'a UUID',
  date: 'a day: 2026-12-31',
  datetime: 'a moment: 2026-12-31T23:59:59Z',
};

const formatText = ({ format, pattern }: { readonly format: string; readonly pattern?: string | undefined }): string =>
  FORMAT_TEXTS[format] ?? (pattern === undefined ? `text of the format ${format}` : `text that matches ${pattern}`);
