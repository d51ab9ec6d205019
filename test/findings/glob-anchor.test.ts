import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { anchorOfGlob, createAnchorSet } from '../../src/findings/glob-anchor.ts';

describe('the anchor of a glob', () => {
  it.each([
    ['pod/web-1', 'whole', 'pod/web-1'],
    ['pod/we\\*b', 'whole', 'pod/we*b'],
    ['pod/legacy-*', 'start', 'pod/legacy-'],
    ['pod/l?gacy-app[ab]*', 'within', 'gacy-app'],
    ['*/legacy-queue', 'end', '/legacy-queue'],
    ['pod/*-of-the-night', 'end', '-of-the-night'],
    ['pod/*-checkout-?', 'within', '-checkout-'],
    ['pod/[0-9]*-api', 'start', 'pod/'],
    ['pod/a-[!b]*', 'start', ''],
    ['*', 'start', ''],
    ['pod/a*|pod/b*', 'start', ''],
    ['!pod/a*', 'start', ''],
    ['pod/{a,b}*', 'start', ''],
    ['pod/+(a)*', 'start', ''],
    ['./pod/*', 'start', ''],
    ['pod/**', 'start', ''],
  ])('%s is at its %s: %j', (glob, side, text) => {
    expect(anchorOfGlob(glob)).toEqual({ side, text });
  });

  it('is found in every text that a glob with wildcards matches', () => {
    const parts = [
      'a',
      'b',
      'pod/',
      '/',
      '-',
      '*',
      '?',
      '[ab]',
      '{a,b}',
      '!(a)',
      '+(b)',
      '@(a|b)',
      '|',
      '!',
      '\\*',
      '.',
    ];
    const words = ['a', 'b', 'pod/', '/', '-', '*', '.'];
    let seed = 7;
    const pick = (list: readonly string[]): string => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return list[Math.floor(seed / 2 ** 16) % list.length] ?? '';
    };
    const make = (list: readonly string[], most: number) =>
      Array.from({ length: 1 + (pick(['0', '1', '2', '3', '4']).charCodeAt(0) % most) }, () => pick(list)).join('');
    let matched = 0;
    for (let round = 0; round < 1_500; round++) {
      const glob = make(parts, 5);
      if (anchorOfGlob(glob).side === 'whole') continue;
      const matches = picomatch(glob);
      const anchors = createAnchorSet();
      anchors.add(anchorOfGlob(glob));
      for (const text of Array.from({ length: 10 }, () => make(words, 5)).filter((one) => matches(one))) {
        matched += 1;
        expect(anchors.find(text), `${glob} matches ${text}`).toHaveLength(1);
      }
    }
    expect(matched).toBeGreaterThan(300);
  });
});
