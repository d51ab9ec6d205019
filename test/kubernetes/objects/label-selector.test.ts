import { describe, expect, it } from 'vitest';
import { matchesSelector, parseSelector } from '../../../src/kubernetes/objects/label-selector.ts';

const WEB_LABELS = { app: 'web', tier: 'front', release: '' };

describe('matchesSelector', () => {
  it.each([
    ['an empty selector matches everything', {}, true],
    ['an absent selector matches nothing', undefined, false],
    ['all labels have to match', { labels: { app: 'web', tier: 'back' } }, false],
    [
      'labels and expressions have to match',
      { labels: { app: 'web' }, expressions: [{ key: 'tier', operator: 'In', values: ['back'] }] },
      false,
    ],
    ['In', { expressions: [{ key: 'tier', operator: 'In', values: ['back', 'front'] }] }, true],
    ['NotIn holds for an absent label', { expressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true],
    ['Exists holds for an empty value', { expressions: [{ key: 'release', operator: 'Exists' }] }, true],
    ['DoesNotExist', { expressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
    [
      'an unknown operator matches nothing',
      { expressions: [{ key: 'app', operator: 'Like', values: ['web'] }] },
      false,
    ],
  ])('%s', (_, selector, expected) => {
    expect(matchesSelector(selector, WEB_LABELS)).toBe(expected);
  });
});

describe('parseSelector', () => {
  it.each([
    ['app=web', true],
    ['app==web,tier in (front, back)', true],
    ['tier notin (front)', false],
    ['!canary,release', true],
    ['app!=web', false],
    ['', true],
  ])('%s', (text, expected) => {
    expect(matchesSelector(parseSelector(text), WEB_LABELS)).toBe(expected);
  });

  it('refuses invalid text', () => {
    expect(() => parseSelector('app=web,tier in front')).toThrow('"tier in front" is no label selector');
  });
});
