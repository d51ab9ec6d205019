import * as z from 'zod';
import type { Json } from '../model/json.ts';
import type { ProbeReason } from '../model/reasons.ts';
import { DAY_MS, formatDuration } from '../text/duration-text.ts';
import { pluralize } from '../text/pluralize.ts';
import type { Comparison } from './comparison.ts';

/** Parameters that limit how near an end may be, in days. */
export const daysLeftParams = (defaults: { readonly warnDays: number; readonly failDays: number }) => ({
  warnDays: z.number().min(0).optional().describe(`Degraded with fewer days left; default: ${defaults.warnDays}`),
  failDays: z
    .number()
    .min(0)
    .optional()
    .describe(`Failed with fewer days left; default: ${defaults.failDays}; past its end it is failed always`),
});

/** Something with an end date, as a certificate. */
export interface DatedEnd {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Reason once the end has passed. */
  readonly past: ProbeReason;
}

/** Days from now to a moment, with two decimals; negative when it has passed. */
export const daysLeft = (at: number, now: number): number => Math.floor(((at - now) / DAY_MS) * 100) / 100;

/** Compares the days that are left with both limits. */
export const compareDaysLeft = (
  { name, at, past }: DatedEnd,
  now: number,
  limits: { readonly warnDays: number; readonly failDays: number },
): readonly Comparison[] => {
  const actual = daysLeft(at, now);
  const days = (at - now) / DAY_MS;
  const date = new Date(at).toISOString();
  const text =
    at <= now
      ? `${name} ended on ${date}, ${pluralize(-actual, 'day')} ago`
      : `${name} ends on ${date}, in ${days < 1 ? formatDuration(at - now) : pluralize(actual, 'day')}`;
  const base = { name, operator: 'ge', actual, unit: 'd', text, reason: at <= now ? past : ('threshold' as const) };
  const failed = at <= now || days < limits.failDays;
  // One end makes one finding: a failure does not warn as well.
  if (failed) return [{ ...base, expected: limits.failDays, status: 'fail' }];
  return [
    { ...base, expected: limits.failDays, status: 'pass' },
    { ...base, expected: limits.warnDays, status: days < limits.warnDays ? 'warn' : 'pass' },
  ];
};

/** Smaller numbers are seconds since the epoch: as milliseconds they would be before March 1973. */
const MIN_MILLISECONDS = 100_000_000_000;
const ISO_8601 = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * The time of a JSON value, in milliseconds since the epoch: ISO 8601 (UTC when it has no zone), or a number of seconds or
 * milliseconds since the epoch. Undefined when it is none.
 */
export const parseMoment = (value: Json): number | undefined => {
  if (typeof value === 'number' && value > 0) return value < MIN_MILLISECONDS ? value * 1000 : value;
  return typeof value === 'string' && ISO_8601.test(value) ? parseIsoDate(value) : undefined;
};

const parseIsoDate = (text: string): number | undefined => {
  const zoned = /[T ]/.test(text) && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? `${text}Z` : text;
  const moment = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(moment) ? undefined : moment;
};
