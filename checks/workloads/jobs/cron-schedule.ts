import { Cron } from 'croner';

/** A schedule that was parsed. */
export interface CronSchedule {
  /** The first time after `after`, both in milliseconds since the epoch; undefined: never again. */
  next(after: number): number | undefined;
}

/**
 * Parses a schedule as the CronJob controller does: five fields or `@hourly` and the like, `@every 90m`, `?` as `*`, in
 * UTC unless a time zone is named.
 *
 * @throws when the schedule is invalid, or the time zone unknown.
 */
export const parseSchedule = (text: string, timeZone = 'UTC'): CronSchedule => {
  const every = /^@every\s+(\S+)$/.exec(text.trim());
  if (every !== null) return fixedInterval(parseGoDuration(every[1] as string));
  const cron = new Cron(text.trim().replaceAll('?', '*'), { timezone: timeZone, mode: '5-part', paused: true });
  // An unknown time zone throws here, not in the constructor.
  cron.nextRun(new Date(0));
  return { next: (after) => cron.nextRun(new Date(after))?.getTime() };
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

const fixedInterval = (ms: number): CronSchedule => ({ next: (after) => after + ms });

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

const parseGoDuration = (text: string): number => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  if (ms < 1000 || parts.map(([part]) => part).join('') !== text) throw new TypeError(`"${text}" is no duration`);
  return ms;
};
