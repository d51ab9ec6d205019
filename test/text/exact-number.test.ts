import { expect, it } from 'vitest';
import { isKeptExactly, numberKey, orderNumbers } from '../../src/text/exact-number.ts';

it.each([
  ['9007199254740993', '9007199254740992', 1],
  ['9223372036854775807', '9223372036854775808', -1],
  ['-9007199254740993', '-9007199254740992', -1],
  ['9007199254740993', '9.007199254740993e15', 0],
  ['1e400', '1e401', -1],
  ['9007199254740993.5', '9007199254740994', -1],
  ['1e22', '10000000000000000000000', 0],
  ['0.1', '0.10000000000000001', 0],
  ['1.0', '1', 0],
  ['-0', '0', 0],
  ['5', '9007199254740993', -1],
] as const)('%s and %s have the order %i', (one, other, order) => {
  expect(orderNumbers(one, other)).toBe(order);
  expect(orderNumbers(other, one)).toBe(order === 0 ? 0 : -order);
  expect(numberKey(one) === numberKey(other)).toBe(order === 0);
});

it('a number is kept exactly up to 2^53, and beyond where a double has its digits', () => {
  for (const digits of ['0.1', '9007199254740991', '9007199254740992', '1e20', '-5'])
    expect(isKeptExactly(digits)).toBe(true);
  for (const digits of ['9007199254740993', '9223372036854775807', '1e400']) expect(isKeptExactly(digits)).toBe(false);
});
