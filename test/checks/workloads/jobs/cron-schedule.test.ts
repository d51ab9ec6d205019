import { describe, expect, it } from 'vitest';
import { countStarts, parseSchedule } from '../../../../checks/workloads/jobs/cron-schedule.ts';

describe('a schedule is read as the cron library of Kubernetes reads it', () => {
  it.each([
    ['0 2 * * *', 'Europe/Berlin', '2026-11-21T12:00:00Z', '2026-11-22T01:00:00Z'],
    ['0 0 13 * 5', undefined, '2026-11-21T12:00:00Z', '2026-11-27T00:00:00Z'],
    ['0 12 ? * MON', undefined, '2026-11-21T12:00:00Z', '2026-11-23T12:00:00Z'],
    ['@hourly', undefined, '2026-11-21T12:10:00Z', '2026-11-21T13:00:00Z'],
    ['@every 1h30m', undefined, '2026-11-21T12:00:00Z', '2026-11-21T13:30:00Z'],
    ['@every 100ms', undefined, '2026-11-21T12:00:00Z', '2026-11-21T12:00:01Z'],
    ['7/20 * * * *', undefined, '2026-11-21T12:10:00Z', '2026-11-21T12:27:00Z'],
    ['*/60 * * * *', undefined, '2026-11-21T12:10:00Z', '2026-11-21T13:00:00Z'],
    ['*/90 */30 * * *', undefined, '2026-11-21T12:10:00Z', '2026-11-22T00:00:00Z'],
    ['0 9-17/4 * jan-nov mon-fri', undefined, '2026-11-20T14:00:00Z', '2026-11-20T17:00:00Z'],
    ['TZ=Asia/Tokyo 0 9 * * *', undefined, '2026-11-21T12:00:00Z', '2026-11-22T00:00:00Z'],
    ['CRON_TZ=Europe/Berlin 30 3 * * *', undefined, '2026-11-21T12:00:00Z', '2026-11-22T02:30:00Z'],
    ['@weekly', undefined, '2026-11-21T12:10:00Z', '2026-11-22T00:00:00Z'],
    ['@annually', undefined, '2026-11-21T12:10:00Z', '2027-01-01T00:00:00Z'],
    ['CRON_TZ=Asia/Kolkata @daily', 'Europe/Berlin', '2026-11-21T12:00:00Z', '2026-11-21T18:30:00Z'],
    // A step above 1 takes the star's meaning: each of the two sets of days will do.
    ['0 0 */2 * Mon', undefined, '2026-11-21T12:00:00Z', '2026-11-23T00:00:00Z'],
    ['0 0 */1 * mon', undefined, '2026-11-24T12:00:00Z', '2026-11-30T00:00:00Z'],
    ['0 0 1-31 * mon', undefined, '2026-11-24T12:00:00Z', '2026-11-25T00:00:00Z'],
    ['0 0 29 feb *', undefined, '2026-11-21T12:00:00Z', '2028-02-29T00:00:00Z'],
    // The clocks go from 2 to 3: that time is left out; they go back from 3 to 2: it comes twice.
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
  ])('%s in %s after %s is due at %s', (text, zone, after, due) => {
    expect(parseSchedule(text, zone).next(Date.parse(after))).toBe(Date.parse(due));
  });

  it.each([
    ['60 * * * *', '"60" is no minute: 0 to 59'],
    ['* * * * 7', '"7" is no day of week: 0 to 6'],
    ['* * 0 * *', '"0" is no day of month: 1 to 31'],
    ['5-1 * * * *', '"5-1" ends before it begins'],
    ['*/0 * * * *', '"*/0" has no step of at least 1'],
    ['1/2/3 * * * *', '"1/2/3" is no range of the minute'],
    ['* * * *', 'it has 4 fields, not 5'],
    ['@every day', '"day" is no duration'],
  ])('%s is refused: %s', (text, words) => {
    expect(() => parseSchedule(text)).toThrow(words);
  });

  it('names the time zone that stands in front of it', () => {
    expect(parseSchedule('TZ=Asia/Tokyo 0 9 * * *').timeZone).toBe('Asia/Tokyo');
    expect(parseSchedule('0 9 * * *').timeZone).toBe('UTC');
  });
});

it('starts are counted after one time and up to another', () => {
  const noon = Date.parse('2026-11-21T12:00:00Z');
  expect(countStarts(parseSchedule('*/15 * * * *'), noon, noon + 3_600_000)).toBe(4);
  expect(countStarts(parseSchedule('* * * * *'), 0, noon)).toBe(1000);
});

it.each([
  ...['', '* * * * * *', '0 24 * * *', '0 0 * 13 *', '1-2-3 * * * *', '5- * * * *', '-5 * * * *', '0 0 L * *'],
  ...['@fortnightly', '@every 90', '@every', 'TZ=Mars/Olympus * * * * *', 'TZ=+02:00 * * * * *', 'TZ=UTC'],
])('the schedule %j is refused as by the library', (text) => {
  expect(() => parseSchedule(text)).toThrow();
});

it('a date that never comes is due at no time', () => {
  expect(parseSchedule('0 0 30 2 *').next(0)).toBeUndefined();
});
