import { describe, expect, it } from 'vitest';
import { type ConfigTree, keyPosition, mergeDocuments, valuePosition } from '../../../src/config/file/config-tree.ts';
import { parseFile } from '../../../src/config/file/parse-file.ts';
import { type ConfigPath, formatPosition } from '../../../src/config/file/source-position.ts';

/** The files of these texts, a.yaml and b.yaml, together. */
const treeOf = (...texts: readonly string[]): ConfigTree =>
  mergeDocuments(texts.flatMap((text, index) => parseFile(`${'ab'[index]}.yaml`, text).document ?? []));

const keyText = (tree: ConfigTree, path: ConfigPath) => {
  const position = keyPosition(tree, path);
  return position === undefined ? undefined : formatPosition(position);
};

const valueText = (tree: ConfigTree, path: ConfigPath) => {
  const position = valuePosition(tree, path);
  return position === undefined ? undefined : formatPosition(position);
};

describe('the position of a key and of its value', () => {
  it('is where the file has them, in mappings and in lists', () => {
    const tree = treeOf('one:\n  two: [x, { three: y }]\n');
    expect([keyText(tree, ['one']), valueText(tree, ['one'])]).toEqual(['a.yaml:1:1', 'a.yaml:2:3']);
    expect([keyText(tree, ['one', 'two']), valueText(tree, ['one', 'two'])]).toEqual(['a.yaml:2:3', 'a.yaml:2:8']);
    expect([keyText(tree, ['one', 'two', 0]), valueText(tree, ['one', 'two', 0])]).toEqual([
      'a.yaml:2:9',
      'a.yaml:2:9',
    ]);
    expect(valueText(tree, ['one', 'two', 1, 'three'])).toBe('a.yaml:2:21');
  });

  it('is in the last file that has the path', () => {
    const tree = treeOf('one: { two: 1, three: 2 }\nfour: [a, b]', 'one: { two: 3 }\nfour: [c]');
    expect(tree.value).toEqual({ one: { two: 3, three: 2 }, four: ['c'] });
    expect(valueText(tree, ['one', 'two'])).toBe('b.yaml:1:13');
    expect(valueText(tree, ['one', 'three'])).toBe('a.yaml:1:23');
    expect(valueText(tree, ['four', 0])).toBe('b.yaml:2:8');
  });

  it('is that of the nearest key above what is missing', () => {
    const tree = treeOf('one: { two: 1 }', 'one: { url: { env: X } }\n');
    expect(keyText(tree, ['one', 'url', 'file', 'deeper'])).toBe('b.yaml:1:8');
    expect(keyText(tree, ['none'])).toBe('b.yaml:1:1');
    expect(valueText(tree, ['none'])).toBeUndefined();
  });

  it('is that of the anchor behind an alias', () => {
    const tree = treeOf('one: &a\n  two: 1\nthree: *a\nfour: [*a]\n');
    expect(keyText(tree, ['three'])).toBe('a.yaml:3:1');
    expect(valueText(tree, ['three'])).toBe('a.yaml:2:3');
    expect(keyText(tree, ['three', 'two'])).toBe('a.yaml:2:3');
    expect(keyText(tree, ['four', 0])).toBe('a.yaml:2:3');
  });

  it('is that of the first of two keys with one name', () => {
    expect(keyText(treeOf('one: 1\ntwo: 2\none: 3'), ['one'])).toBe('a.yaml:1:1');
  });

  it('is unknown without a file', () => {
    expect(keyText(treeOf(), ['one'])).toBeUndefined();
  });

  it('is not found in what every object inherits', () => {
    expect(valueText(treeOf('one: {}'), ['one', 'constructor'])).toBeUndefined();
    expect(valueText(treeOf('__proto__: { one: 2 }'), ['__proto__', 'one'])).toBe('a.yaml:1:19');
  });
});
