import { expect, it } from 'vitest';
import { parsePerfdata, statusLine } from '../../src/expectations/perfdata.ts';

it('performanceOf reads the performance data of one line, with units', () => {
  const line = "DISK OK - free space | /=2643MB;5948;5958;0;5968 '/boot dir'=68%;88;93 time=12.5ms load=1,5 queries=7c";
  expect(parsePerfdata(line)).toEqual([
    { label: '/', value: 2643 * 1024 ** 2, unit: 'By' },
    { label: '/boot dir', value: 68, unit: '%' },
    { label: 'time', value: 0.0125, unit: 's' },
    { label: 'load', value: 1.5, unit: '' },
    { label: 'queries', value: 7, unit: '' },
  ]);
  expect(statusLine(line)).toBe('DISK OK - free space');
});

it('performanceOf reads on behind the second bar of a long output', () => {
  const text = 'OK | a=1\nmore text\nand more | b=2s;1:2\nc=3B';
  expect(parsePerfdata(text).map(({ label, value, unit }) => `${label} ${value} ${unit}`)).toEqual([
    'a 1 ',
    'b 2 s',
    'c 3 By',
  ]);
});

it('performanceOf leaves out what is unknown or in no form, and what goes beyond a hundred', () => {
  expect(parsePerfdata('OK')).toEqual([]);
  expect(parsePerfdata("UNKNOWN | a=U;1;2 b= c 'it''s'=4")).toEqual([{ label: "it's", value: 4, unit: '' }]);
  const many = Array.from({ length: 200 }, (_, index) => `m${index}=${index}`).join(' ');
  expect(parsePerfdata(`OK | ${many}`)).toHaveLength(100);
});
