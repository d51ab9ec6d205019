import { type CronFields, parseCronFields } from './cron-fields.ts';
import { parseGoDuration } from './go-duration.ts';
import { findOffsetChange, type ZoneOffset, zoneOffset } from './zone-offset.ts';

/** A schedule that was parsed. */
export interface CronSchedule {
  /** The first time after `after`, both in milliseconds since the epoch; undefined: not within five years. */
  next(after: number): number | undefined;
  /** The IANA time zone that it is in; UTC where it names none. */
  readonly timeZone: string;
}

/**
 * Parses a schedule as the CronJob controller does, with robfig/cron v3: five fields, `@hourly` and the like, `@every
 * 90m`, all of them also behind `CRON_TZ=` or `TZ=`, which wins over the time zone of the spec.
 *
 * @throws when the schedule is invalid, or the time zone unknown.
 */
export const parseSchedule = (text: string, timeZone?: string): CronSchedule => {
  const [, ownZone, rest = text] = /^(?:CRON_)?TZ=(\S*) (.*)$/s.exec(text) ?? [];
  const zone = ownZone ?? timeZone ?? 'UTC';
  return { timeZone: zone, next: parseTimes(rest.trim(), zoneOffset(zone)) };
};

/** A parser that parses equal schedules once: CronJobs share a few. */
export const scheduleReader = (): typeof parseSchedule => {
  const known = new Map<string, CronSchedule>();
  return (text, timeZone) => {
    const key = `${timeZone ?? ''} ${text}`;
    const schedule = known.get(key) ?? parseSchedule(text, timeZone);
    known.set(key, schedule);
    return schedule;
  };
};

const MAX_COUNT = 1000;

/** How many starts lie after `after` and not beyond `until`; counting ends at a thousand. */
export const countStarts = ({ next }: CronSchedule, after: number, until: number): number => {
  let count = 0;
  for (let due = next(after); due !== undefined && due <= until && count < MAX_COUNT; due = next(due)) count++;
  return count;
};

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const parseTimes = (text: string, offset: ZoneOffset): CronSchedule['next'] => {
  const every = /^@every (.*)$/.exec(text);
  if (every !== null) {
    const ms = Math.max(1000, Math.floor(parseGoDuration(every[1] as string) / 1000) * 1000);
    return (after) => after + ms;
  }
  const fields = parseCronFields(DESCRIPTORS[text] ?? text);
  return (after) => nextInZone(fields, offset, after);
};

/** A time that a change of the clocks skips is left out, one that it repeats comes twice, as in the library. */
const nextInZone = (fields: CronFields, offset: ZoneOffset, after: number): number | undefined => {
  let [from, since, ahead] = [after, after, offset(after)];
  for (;;) {
    const wall = nextWallTime(fields, from + ahead);
    if (wall === undefined) return undefined;
    const change = findOffsetChange(offset, since, wall - ahead);
    if (change === undefined) return wall - ahead;
    // The change itself may be a time of the schedule.
    [from, since, ahead] = [change - 1, change, offset(change)];
  }
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_SEARCH_MS = 5 * 366 * DAY_MS;

/** The next time of a clock without a zone. */
const nextWallTime = (fields: CronFields, after: number): number | undefined => {
  const limit = after + LONGEST_SEARCH_MS;
  let time = startOfNext(after, MINUTE_MS);
  while (time <= limit) {
    const date = new Date(time);
    if (!fields.months.has(date.getUTCMonth() + 1)) time = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
    else if (!isOnDay(fields, date)) time = startOfNext(time, DAY_MS);
    else if (!fields.hours.has(date.getUTCHours())) time = startOfNext(time, HOUR_MS);
    else if (!fields.minutes.has(date.getUTCMinutes())) time += MINUTE_MS;
    else return time;
  }
  return undefined;
};

const startOfNext = (time: number, unit: number): number => (Math.floor(time / unit) + 1) * unit;

const isOnDay = ({ daysOfMonth, daysOfWeek, bothDays }: CronFields, date: Date): boolean => {
  const [ofMonth, ofWeek] = [daysOfMonth.has(date.getUTCDate()), daysOfWeek.has(date.getUTCDay())];
  return bothDays ? ofMonth && ofWeek : ofMonth || ofWeek;
};

/** A time for the evidence of a finding. */
export const formatIsoTime = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();
