import { describe, expect, it } from 'vitest';
import { clipToWidth, displayWidth, padToWidth, wrapText } from '../../src/text/display-width.ts';

describe('the width of a text', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['ünïcödé', 7],
    ['e\u0301', 1],
    ['漢字', 4],
    ['한국', 4],
    ['🚀', 2],
    ['👩‍👩‍👧', 2],
    ['\u001b[31mred\u001b[0m', 3],
  ])('%s', (text, width) => {
    expect(displayWidth(text)).toBe(width);
    expect(displayWidth(padToWidth(text, 10))).toBe(10);
  });

  it('breaks lines at blanks, and no word', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('漢字 漢字', 8)).toEqual(['漢字', '漢字']);
    expect(wrapText('longer-than-that x', 5)).toEqual(['longer-than-that', 'x']);
    expect(wrapText('never broken', Number.POSITIVE_INFINITY)).toEqual(['never broken']);
    expect(wrapText('', 5)).toEqual(['']);
  });

  it.each([
    ['plain text', 10, 'plain text'],
    ['plain text', 9, 'plain te…'],
    ['plain text', 7, 'plain…'],
    ['漢字漢字', 8, '漢字漢字'],
    ['漢字漢字', 6, '漢字…'],
    ['a🚀🚀', 4, 'a🚀…'],
    ['a🚀🚀', 3, 'a…'],
    ['x', 0, ''],
    ['xy', 1, '…'],
  ])('clips %s to %i columns', (text, width, clipped) => {
    expect(clipToWidth(text, width)).toBe(clipped);
    expect(clipToWidth(text, width).isWellFormed()).toBe(true);
  });
});
