import { expect, it } from 'vitest';
import type { Comparison } from '../../src/expectations/comparison.ts';
import { foundValue } from '../../src/expectations/found-value.ts';
import {
  compareFound,
  compareText,
  compareValue,
  type ValueExpectation,
  valueExpectation,
} from '../../src/expectations/value-expectation.ts';
import type { Json } from '../../src/model/json.ts';

const parse = (written: object): ValueExpectation => valueExpectation().parse(written);
const statusesOf = (comparisons: readonly Comparison[]) => comparisons.map(({ status }) => status);

it.each<[Json | bigint | undefined, object, string]>([
  [5, { eq: 5 }, 'pass'],
  ['5', { eq: 5 }, 'fail'],
  [5, { eq: '5' }, 'fail'],
  ['5', { lt: 6 }, 'fail'],
  [9_007_199_254_740_993n, { eq: 9_007_199_254_740_992 }, 'fail'],
  [9_007_199_254_740_993n, { gt: 9_007_199_254_740_992 }, 'pass'],
  [9_007_199_254_740_993n, { matches: '993$' }, 'pass'],
  [0.1, { eq: 0.1 }, 'pass'],
  [0.25, { limits: { fail: '250ms' } }, 'pass'],
  [0.251, { limits: { fail: '250ms' } }, 'fail'],
  [0.81, { limits: { warn: '80%', fail: '90%' } }, 'pass warn'],
  [0.91, { limits: { warn: '80%', fail: '90%' } }, 'fail'],
  [2048, { limits: { fail: '1KiB' } }, 'fail'],
  ['8.0.36', { semver: '>=8.0.30 <9' }, 'pass'],
  ['8.0.36-28', { semver: '<8' }, 'fail'],
  ['many', { semver: '*' }, 'fail'],
  [{ a: [1, 2] }, { eq: { a: [1, 2] } }, 'pass'],
  [[1, 2], { length: 2, maxLength: 1 }, 'pass fail'],
  [5, { eq: 4, level: 'warning' }, 'warn'],
  [true, { type: 'boolean', in: [true, 'yes'] }, 'pass pass'],
])('the value %s is judged by %j as %s', async (value, written, expected) => {
  expect(statusesOf(await compareValue('x', value, parse(written))).join(' ')).toBe(expected);
});

it.each<[Json | undefined, object, string]>([
  [undefined, { ne: 5 }, 'error'],
  [null, { ne: 5 }, 'error'],
  [undefined, { lt: 5, limits: { fail: 5 } }, 'error error'],
  [undefined, { limits: { warn: 5 }, onMissing: 'warn' }, 'warn'],
  [undefined, { eq: 5, onMissing: 'fail' }, 'fail'],
  [undefined, { eq: 5, onMissing: 'ok' }, 'pass'],
  [undefined, { exists: false, eq: 5 }, 'pass'],
  [undefined, { exists: true }, 'fail'],
  [5, { exists: false }, 'fail'],
  [Number.NaN, { limits: { fail: '~:5' } }, 'error'],
  [Number.NaN, { lt: 5 }, 'fail'],
  [Number.POSITIVE_INFINITY, { limits: { fail: '5:' } }, 'error'],
  [Number.NaN, { limits: { fail: 5 }, onNaN: 'warn' }, 'warn'],
  ['many', { limits: { fail: '~:5' } }, 'error'],
  ['5', { limits: { fail: '~:5' } }, 'error'],
  [true, { limits: { fail: '~:5' } }, 'error'],
])('the value %s is no number to compare, and judged by %j as %s', async (value, written, expected) => {
  expect(statusesOf(await compareValue('x', value, parse(written))).join(' ')).toBe(expected);
});

it.each([
  ['5', { eq: 5 }, 'pass'],
  ['5', { eq: '5' }, 'pass'],
  [' 5.0 ', { eq: 5 }, 'pass'],
  ['5', { ne: 5 }, 'fail'],
  ['5', { lt: 6, type: 'integer' }, 'pass pass'],
  ['9007199254740993', { eq: 9_007_199_254_740_992 }, 'fail'],
  ['0x10', { lt: 100 }, 'fail'],
  ['NaN', { limits: { fail: '~:5' } }, 'error'],
  ['1e999', { limits: { fail: '5:' } }, 'error'],
  ['', { lt: 5 }, 'fail'],
  ['ON', { in: ['ON', 1] }, 'pass'],
])('the text %j of a protocol without types is judged by %j as %s', async (text, written, expected) => {
  expect(statusesOf(await compareText('x', text, parse(written))).join(' ')).toBe(expected);
});

it('of several values the one that decides is named, and how many do not hold', async () => {
  const found = { name: 'x', values: [1, 7, 9].map(foundValue) };
  const text = async (written: object) =>
    (await compareFound(found, written as ValueExpectation)).map((one) => `${one.status} ${one.text}`).join();
  expect(await text({ lt: 5 })).toBe('fail x is 7, expected lt 5 (2 of 3 values do not hold)');
  expect(await text({ lt: 5, of: 'any' })).toMatch(/^pass/);
  const limits = parse({ limits: { warn: 5, fail: 8 } });
  expect(await text(limits)).toBe('fail x is 9, the limit is at most 8 (2 of 3 values do not hold)');
  expect(await text({ ...limits, of: 'any' })).toMatch(/^pass.*pass/);
});

it.each([{}, { onMissing: 'fail' }, { level: 'warning', onNaN: 'ok' }, { limits: {} }, { equals: 5, eq: 5 }])(
  'the expectation %j compares nothing, or names what is not there, and is refused',
  (written) => {
    expect(valueExpectation().safeParse(written).success).toBe(false);
  },
);
