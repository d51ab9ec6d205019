import { Cron } from 'croner';
import { expandCronFields } from './cron-fields.ts';

/** A schedule that was parsed. */
export interface CronSchedule {
  /** The IANA time zone that it is in. */
  readonly timeZone: string;
  /** The first time after `after`, both in milliseconds since the epoch; undefined: never again. */
  next(after: number): number | undefined;
}

/** A time zone in the schedule itself: older API servers took it, and the controller honours it. */
const ZONE_PREFIX = /^(?:CRON_TZ|TZ)=(\S+)\s+(.*)$/s;

/**
 * Parses a schedule as the CronJob controller does (robfig/cron v3): five fields or `@hourly` and the like, `@every 90m`,
 * `CRON_TZ=` in front, in UTC unless a time zone is named.
 *
 * @throws when the schedule is invalid, or the time zone unknown.
 */
export const parseSchedule = (text: string, timeZone?: string): CronSchedule => {
  const [, prefixZone, rest] = ZONE_PREFIX.exec(text.trim()) ?? [];
  const pattern = (rest ?? text).trim();
  const zone = timeZone ?? prefixZone ?? 'UTC';
  const every = /^@every\s+(\S+)$/.exec(pattern);
  if (every !== null) return { timeZone: zone, next: fixedInterval(parseGoDuration(every[1] as string)) };
  const expanded = pattern.startsWith('@') ? pattern : expandCronFields(pattern);
  const cron = new Cron(expanded, { timezone: zone, mode: '5-part', paused: true });
  // An unknown time zone throws here, not in the constructor.
  cron.nextRun(new Date(0));
  return { timeZone: zone, next: (after) => cron.nextRun(new Date(after))?.getTime() };
};

/** A parser that parses equal schedules once: each takes a third of a millisecond, and CronJobs share a few. */
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
export const countStarts = (schedule: CronSchedule, after: number, until: number): number => {
  let count = 0;
  for (let due = schedule.next(after); due !== undefined && due <= until && count < MAX_COUNT; count++) {
    due = schedule.next(due);
  }
  return count;
};

const fixedInterval =
  (ms: number): CronSchedule['next'] =>
  (after) =>
    after + ms;

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** Milliseconds of a duration of Go; the library rounds what is shorter up to a second. */
const parseGoDuration = (text: string): number => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new TypeError(`"${text}" is no duration`);
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  return Math.max(1000, ms);
};

/** A time for the evidence of a finding. */
export const formatIsoTime = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();
