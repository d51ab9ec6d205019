import { describe, expect, it } from 'vitest';
import { createYamlSplitter, type YamlPart } from '../../../../src/kubernetes/replay/yaml/split.ts';

const split = (text: string): readonly YamlPart[] => {
  const parts: YamlPart[] = [];
  const splitter = createYamlSplitter((part) => parts.push(part));
  for (const line of text.split('\n')) splitter.line(line);
  splitter.end();
  return parts;
};

const itemsOf = (text: string): readonly string[] =>
  split(text).flatMap((part) => (part.kind === 'item' ? [part.text.trimEnd()] : []));

describe('YAML of kubectl', () => {
  it('is cut into what stands around the items, and the items', () => {
    expect(split('apiVersion: v1\nitems:\n- a: 1\n  b:\n  - 2\n- a: 3\nkind: List')).toEqual([
      { kind: 'head', text: 'apiVersion: v1' },
      { kind: 'item', text: '- a: 1\n  b:\n  - 2' },
      { kind: 'item', text: '- a: 3' },
      { kind: 'end', text: 'apiVersion: v1\nitems: []\nkind: List', hadItems: true },
    ]);
  });

  it('is cut into documents', () => {
    const ends = split('# by hand\n---\na: 1\n--- # next\nb: 2\n...\n---\n# nothing\n---\nc: 3');
    expect(ends.map(({ text }) => text.trim())).toEqual(['a: 1', '# next\nb: 2', 'c: 3']);
  });

  it.each([
    ['deeper items', 'items:\n  - a: 1\n    b: 2\n  - a: 3\nkind: List', ['  - a: 1\n    b: 2', '  - a: 3']],
    [
      'marks in a block of text',
      'items:\n- a: |\n    - b\n    # c\n\n    --- d\n- e: 1',
      ['- a: |\n    - b\n    # c\n\n    --- d', '- e: 1'],
    ],
    ['comments between items', 'items:\n# one\n- a: 1\n# two\n- a: 2', ['- a: 1', '- a: 2']],
    ['an item whose content begins on the next line', 'items:\n-\n  a: 1\n- a: 2', ['-\n  a: 1', '- a: 2']],
    ['no items', 'items:\nkind: List', []],
  ])('is cut where it has %s', (_, text, items) => {
    expect(itemsOf(text)).toEqual(items);
  });

  it.each([
    ['its items are not a list', 'items:\n  a: 1'],
    ['its items stand at different depths', 'items:\n  - a: 1\n - b: 2'],
    ['it has items twice', 'items:\n- a: 1\nitems:\n- a: 2'],
    ['an object of it is larger than 2 MiB', `items:\n- a: ${'x'.repeat(2 * 1024 * 1024)}`],
    ['an object of it is larger than 2 MiB', `items:\n- a: |\n${'    x\n'.repeat(400_000)}`],
  ])('is refused: %s', (message, text) => {
    expect(() => split(text)).toThrow(message);
  });
});
