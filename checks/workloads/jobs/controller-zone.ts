import type { CronSchedule } from './cron-schedule.ts';

const QUARTER_HOUR_MS = 900_000;
/** What a change of its clocks may move the times of a controller in another zone than UTC. */
const CLOCK_CHANGE_MS = 3_600_000;

/** All offsets of time zones: 12 hours behind UTC to 14 ahead. */
const OFFSETS = Array.from({ length: 26 * 4 + 1 }, (_, at) => (at - 12 * 4) * QUARTER_HOUR_MS);

/**
 * When the run after the last one is due. A schedule that names no time zone is in that of the controller, which in some
 * distributions is the host's: the last start shows it, when it is at no time of the schedule in UTC.
 */
export const nextRunAfter = (schedule: CronSchedule, last: number): number | undefined => {
  const due = schedule.next(last);
  if (schedule.timeZone !== 'UTC' || isTimeOf(schedule, last)) return due;
  const dues = OFFSETS.filter((offset) => isTimeOf(schedule, last + offset)).map(
    (offset) => (schedule.next(last + offset) ?? Number.POSITIVE_INFINITY) - offset,
  );
  return dues.length === 0 ? due : Math.max(...dues) + CLOCK_CHANGE_MS;
};

const isTimeOf = (schedule: CronSchedule, time: number): boolean => schedule.next(time - 1) === time;
