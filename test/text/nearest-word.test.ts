import { describe, expect, it } from 'vitest';
import { findNearestWord, suggestAlternatives } from '../../src/text/nearest-word.ts';

describe('the nearest of the known words', () => {
  it.each([
    ['crashloops', ['oom-kills', 'crash-loops'], 'crash-loops'],
    ['POD', ['pods', 'nodes'], 'pods'],
    ['nwe', ['failed', 'new'], 'new'],
    ['gateways', ['pods', 'nodes'], undefined],
  ])('to "%s" of %j is %s', (word, known, nearest) => {
    expect(findNearestWord(word, known)).toBe(nearest);
  });
});

describe('what to write instead of an unknown word', () => {
  it('is the near word and the others where they are few', () => {
    expect(suggestAlternatives('jsn', ['table', 'json'])).toBe('did you mean "json"? known: table, json');
  });

  it('is the near word alone where the others would fill a screen', () => {
    const names = Array.from({ length: 80 }, (_, at) => `pods-check-${at}`);
    expect(suggestAlternatives('crashloops', [...names, 'crash-loops'])).toBe('did you mean "crash-loops"?');
  });

  it('is all that is known where nothing is near', () => {
    expect(suggestAlternatives('xyz', ['table', 'json'])).toBe('known: table, json');
  });
});
