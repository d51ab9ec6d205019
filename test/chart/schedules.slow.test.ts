import { beforeAll, describe, expect, it } from 'vitest';
import { findTools, renderChart, TOOLS_TIMEOUT_MS } from './helm.ts';

beforeAll(findTools, TOOLS_TIMEOUT_MS);

const renderSchedule = async (schedule: string, release = 'kavmon'): Promise<string> => {
  const objects = await renderChart({ release, json: { 'jobs.cluster': { runTimeout: 5, schedule } } });
  return objects.find(({ kind }) => kind === 'CronJob').spec.schedule;
};

describe('H', () => {
  const releases = ['kavmon-a', 'kavmon-b', 'kavmon-c', 'kavmon-d', 'kavmon-e', 'kavmon-f'];

  it('follows from the release, and stays the same', async () => {
    const spread = await Promise.all(releases.map((release) => renderSchedule('H/15 H * * *', release)));
    for (const schedule of spread) expect(schedule).toMatch(/^\d+-59\/15 \d+ \* \* \*$/);
    expect(new Set(spread).size).toBeGreaterThan(3);
    expect(await Promise.all(releases.map((release) => renderSchedule('H/15 H * * *', release)))).toEqual(spread);
  });

  it('is never a day or month that does not exist', async () => {
    for (const release of releases) {
      const [, , day = '', month = '', weekday] = (await renderSchedule('0 0 H/2 H/12 H', release)).split(' ');
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
  '0 0 29,31 2 *',
  '0 0 31 1,2 *',
])('the schedule %s is taken as it is', async (schedule) => {
  expect(await renderSchedule(schedule)).toBe(schedule);
});

it('the space between the fields does not matter', async () => {
  expect(await renderSchedule(' 7  3 * *   1 ')).toBe('7 3 * * 1');
});

describe('the schema refuses what is no schedule at all', () => {
  it.each([
    ...['* * * *', '0 * * * * *', 'CRON_TZ=UTC 7 3 * * *', '@every 5m', '@often', '@reboot', ''],
    ...['H(0-29)/5 * * * *', 'H/90 * * * *', 'H/x * * * *', 'H/0 * * * *'],
  ])('%j', async (schedule) => {
    await expect(renderSchedule(schedule)).rejects.toThrow(
      `at '/jobs/cluster/schedule': '${schedule}' does not match pattern`,
    );
  });
});

describe('a schedule that never comes is refused: the API server would take it', () => {
  it.each(['0 0 31 2 *', '0 0 30,31 FEB ?', '0 0 31 4,6,sep,11 ?', ' 0  0 31 06  * '])('%j', async (schedule) => {
    const words = `jobs.cluster: the schedule "${schedule}" never comes: no such month has that day`;
    await expect(renderSchedule(schedule)).rejects.toThrow(words);
  });
});

it("a run's own deadline lies before that of the Job", async () => {
  const set = ['jobDefaults.activeDeadlineSeconds=20'];
  await expect(renderChart({ set })).rejects.toThrow(/would end the run before it can report/);
});
