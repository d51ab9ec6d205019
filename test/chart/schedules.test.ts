import { beforeAll, describe, expect, it } from 'vitest';
import { rendered, tools } from './helm.ts';

let helm = '';
beforeAll(async () => {
  ({ helm } = await tools());
}, 900_000);

const scheduled = async (schedule: string, release = 'kavmon'): Promise<string> => {
  const objects = await rendered(helm, { release, json: { 'jobs.cluster': { runTimeout: 5, schedule } } });
  return objects.find(({ kind }) => kind === 'CronJob').spec.schedule;
};

describe('H', () => {
  const releases = ['kavmon-a', 'kavmon-b', 'kavmon-c', 'kavmon-d', 'kavmon-e', 'kavmon-f'];

  it('follows from the release, and stays the same', async () => {
    const spread = await Promise.all(releases.map((release) => scheduled('H/15 H * * *', release)));
    for (const schedule of spread) expect(schedule).toMatch(/^\d+-59\/15 \d+ \* \* \*$/);
    expect(new Set(spread).size).toBeGreaterThan(3);
    expect(await Promise.all(releases.map((release) => scheduled('H/15 H * * *', release)))).toEqual(spread);
  });

  it('is never a day or month that does not exist', async () => {
    for (const release of releases) {
      const [, , day = '', month = '', weekday] = (await scheduled('0 0 H/2 H/12 H', release)).split(' ');
      expect(day).toMatch(/^[12]-28\/2$/);
      expect(month).toMatch(/^([1-9]|1[0-2])-12\/12$/);
      expect(weekday).toMatch(/^[0-6]$/);
    }
  });
});

it.each([
  '7 3 * * MON',
  '7 3 ? * mon-fri',
  '0 0 29 2 *',
  '0 0 31 feb MON',
  '08 09 1-7,15 JAN,jul *',
  '*/7 6-20/2 * * 0-6',
  '@weekly',
])('%s is taken as it is', async (schedule) => {
  expect(await scheduled(schedule)).toBe(schedule);
});

it('what is between the fields does not matter', async () => {
  expect(await scheduled(' 7  3 * *   1 ')).toBe('7 3 * * 1');
});

it.each([
  ['* * * *', 'jobs.cluster: the schedule "* * * *" has 4 fields; it takes five: minute, hour, day, month, weekday'],
  ['0 * * * * *', 'has 6 fields'],
  ['CRON_TZ=UTC 7 3 * * *', 'it belongs into timeZone'],
  ['@every 5m', 'the schedule "@every 5m" is not known; known: five fields, as */5 * * * *, or one of @annually'],
  ['@often', 'is not known; known: five fields'],
  ['@reboot', 'is not known; known: five fields'],
  ['61 * * * *', '"61" in the schedule is out of range: minute is 0 to 59'],
  ['0 24 * * *', '"24" in the schedule is out of range: hour is 0 to 23'],
  ['0 0 0 * *', '"0" in the schedule is out of range: day is 1 to 31'],
  ['0 0 1 13 *', '"13" in the schedule is out of range: month is 1 to 12'],
  ['0 0 * * 7', '"7" in the schedule is out of range: weekday is 0 to 6'],
  ['0 0 * * fri-mon', '"fri-mon" in the schedule is out of range'],
  ['0 0 * MON *', '"MON" in the schedule is neither a number, a range, a step nor H'],
  ['H(0-29)/5 * * * *', '"H(0-29)/5" in the schedule is neither a number, a range, a step nor H'],
  ['5/0 * * * *', '"5/0" in the schedule is out of range'],
  ['a * * * *', 'jobs.cluster: "a" in the schedule is neither a number'],
  ['H/90 * * * *', '"H/90" in the schedule is no step: minute takes H/1 to H/60'],
  ['H/x * * * *', '"H/x" in the schedule is no step'],
  ['0 0 31 2 *', 'the schedule "0 0 31 2 *" never comes: no such month has a day 31'],
  ['0 0 31 4,6,sep,11 ?', 'never comes: no such month has a day 31'],
  ['', 'the schedule "" has 1 fields'],
])('%j is refused', async (schedule, words) => {
  await expect(scheduled(schedule)).rejects.toThrow(words);
});

describe('a run has to fit between two starts', () => {
  const trial = (schedule: string, seconds: number) =>
    rendered(helm, {
      json: { 'jobs.x': { schedule, runTimeout: 1, telemetryTimeout: 1, activeDeadlineSeconds: seconds } },
    });

  // The schedule with the seconds between two of its starts that are nearest to each other.
  it.each([
    ['* * * * *', 60],
    ['*/5 * * * *', 300],
    ['*/7 * * * *', 240],
    ['*/45 * * * *', 900],
    ['3-59/5 * * * *', 300],
    ['0,5,50 * * * *', 300],
    ['0,10,30 * * * *', 600],
    ['0,10,55 * * * *', 300],
    ['0,50 3 * * *', 3000],
    ['50,10 3,4 * * *', 1200],
    ['7 * * * *', 3600],
    ['7 */6 * * *', 21600],
    ['7 1,23 * * *', 7200],
    ['7 3 * * *', 86400],
    ['@hourly', 3600],
  ])('%s leaves %d seconds', async (schedule, interval) => {
    await trial(schedule, interval - 1);
    await expect(trial(schedule, interval)).rejects.toThrow(`starts one every ${interval} s: lower jobs.x.runTimeout`);
  });

  it('and its own deadline lies before that of the Job', async () => {
    const set = ['jobDefaults.activeDeadlineSeconds=20'];
    await expect(rendered(helm, { set })).rejects.toThrow(/would end the run before it can report/);
  });
});
