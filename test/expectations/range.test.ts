import { expect, it } from 'vitest';
import {
  compareRange,
  formatRange,
  isWithin,
  parseRange,
  rangeLimits,
  valueRange,
} from '../../src/expectations/range.ts';

it.each([
  [10, '', 0, 10, true],
  ['10', '', 0, 10, true],
  ['10:', '', 10, Number.POSITIVE_INFINITY, true],
  ['~:10', '', Number.NEGATIVE_INFINITY, 10, true],
  [':10', '', 0, 10, true],
  ['5:10', '', 5, 10, true],
  ['@5:10', '', 5, 10, false],
  ['-1.5:2.5', '', -1.5, 2.5, true],
  ['1m', 's', 0, 60, true],
  ['250ms:1h', 's', 0.25, 3600, true],
  ['1.5GiB', 'By', 0, 1_610_612_736, true],
  ['80%', '%', 0, 80, true],
  [{ min: 3 }, '', 3, Number.POSITIVE_INFINITY, true],
  [{ max: '10s' }, 's', Number.NEGATIVE_INFINITY, 10, true],
] as const)('%j in "%s" is a range', (written, unit, min, max, inside) => {
  expect(parseRange(written, unit)).toEqual({ min, max, inside });
});

it.each([
  ['', ''],
  [':', ''],
  ['1:2:3', ''],
  ['10:5', ''],
  ['ten', ''],
  ['10s', ''],
  ['10KiB', 's'],
  [{}, ''],
] as const)('%j in "%s" is none', (written, unit) => {
  expect(parseRange(written, unit)).toBeUndefined();
  expect(valueRange(unit).safeParse(written).success).toBe(false);
});

it('both ends of a range count in, numbers are not rounded, and @ turns it around', () => {
  const within = (written: string, value: number) => isWithin(parseRange(written, '') as never, value);
  expect([within('5:10', 5), within('5:10', 10), within('5:10', 10.000_001), within('5:10', 4.999)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([within('@5:10', 7), within('@5:10', 11)]).toEqual([false, true]);
});

it.each([
  ['80', 'at most 80'],
  ['3:', 'at least 3'],
  ['5:10', 'between 5 and 10'],
  ['@5:10', 'not between 5 and 10'],
  ['~:4', 'at most 4'],
])('the range %s is told as "%s"', (written, text) => {
  expect(formatRange(parseRange(written, '') as never)).toBe(text);
});

const compareValue = (value: number | null, written: object) =>
  compareRange({ name: 'load', value, unit: '%', text: 'the load is it' }, rangeLimits('%').parse(written)).map(
    ({ status, reason }) => `${status} ${reason}`,
  );

it('a value outside of both limits is told once, as the fault', () => {
  expect(compareValue(50, { warn: 80, fail: 90 })).toEqual(['pass threshold', 'pass threshold']);
  expect(compareValue(85, { warn: 80, fail: 90 })).toEqual(['pass threshold', 'warn threshold']);
  expect(compareValue(95, { warn: 80, fail: 90 })).toEqual(['fail threshold']);
});

it('fail-open 1 and 3: what is missing or NaN is undecided, not 0', () => {
  expect(compareValue(null, { fail: 90 })).toEqual(['error missing_value']);
  expect(compareValue(Number.NaN, { warn: 90 })).toEqual(['error missing_value']);
  expect(compareValue(Number.POSITIVE_INFINITY, { fail: '1:' })).toEqual(['error missing_value']);
});

it('fail-open 4: limits that limit nothing are refused', () => {
  expect(rangeLimits().safeParse({}).success).toBe(false);
});
