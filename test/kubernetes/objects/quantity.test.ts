import { describe, expect, it } from 'vitest';
import { formatBytes, parseQuantity } from '../../../src/kubernetes/objects/quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['100m', 0.1],
    ['64', 64],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['20Mi', 20_971_520],
    ['24581696Ki', 24_581_696 * 1024],
    ['1k', 1000],
    ['2e3', 2000],
    ['1E', 1e18],
    ['.5', 0.5],
  ])('parses %s as %d', (text, value) => expect(parseQuantity(text)).toBeCloseTo(value, 9));

  it.each([undefined, '', 'much', '1Zi', '1 Gi', '0x10'])('returns undefined for %s', (text) =>
    expect(parseQuantity(text)).toBeUndefined(),
  );
});

describe('formatBytes', () => {
  it.each([
    [20_971_520, '20Mi'],
    [1.5 * 2 ** 30, '1.5Gi'],
    [512, '512'],
    [0, '0'],
  ])('formats %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
