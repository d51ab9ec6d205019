import { expect, it } from 'vitest';
import { parseSchedule } from '../../../../checks/workloads/jobs/cron-schedule.ts';

it.each([
  ['0 2 * * *', 'Europe/Berlin', '2026-11-21T12:00:00Z', '2026-11-22T01:00:00Z'],
  ['0 0 13 * 5', undefined, '2026-11-21T12:00:00Z', '2026-11-27T00:00:00Z'],
  ['0 12 ? * MON', undefined, '2026-11-21T12:00:00Z', '2026-11-23T12:00:00Z'],
  ['@hourly', undefined, '2026-11-21T12:10:00Z', '2026-11-21T13:00:00Z'],
  ['@every 1h30m', undefined, '2026-11-21T12:00:00Z', '2026-11-21T13:30:00Z'],
])('the schedule %s in %s after %s is due at %s', (text, zone, after, due) => {
  expect(parseSchedule(text, zone).next(Date.parse(after))).toBe(Date.parse(due));
});
