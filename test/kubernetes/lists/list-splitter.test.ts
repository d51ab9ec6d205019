import { describe, expect, it } from 'vitest';
import { BrokenList } from '../../../src/kubernetes/lists/chunk-buffer.ts';
import { createListSplitter, type ListEnvelope } from '../../../src/kubernetes/lists/list-splitter.ts';

interface SplitOutcome {
  readonly items: readonly unknown[];
  readonly envelope: ListEnvelope;
  readonly heads: readonly string[];
  readonly consumed: number;
}

const splitBytes = (bytes: Buffer, sizes: () => number): SplitOutcome => {
  const items: unknown[] = [];
  const heads: string[] = [];
  const splitter = createListSplitter({
    item: (text) => items.push(JSON.parse(text)),
    head: (text) => heads.push(text),
  });
  let consumed = 0;
  for (let at = 0; at < bytes.length && !splitter.done; ) {
    const chunk = bytes.subarray(at, at + sizes());
    consumed += splitter.push(chunk);
    at += chunk.length;
  }
  return { items, envelope: splitter.end(), heads, consumed };
};

/** Seeded, so that a failure can be repeated. */
const createRandom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const SAMPLE_TEXTS = [
  '',
  'a',
  '"',
  '\\',
  '\\"',
  '\\\\',
  'é',
  '𝛑',
  '{',
  '}[',
  '"items":[',
  '\n',
  'x'.repeat(300),
  '\\\\"]}',
];

const randomValue = (pick: (below: number) => number, depth: number): unknown => {
  const kind = pick(depth > 3 ? 4 : 6);
  if (kind === 0) return pick(1000);
  if (kind === 1) return pick(2) === 0;
  if (kind === 2) return null;
  if (kind === 3) return SAMPLE_TEXTS[pick(SAMPLE_TEXTS.length)];
  if (kind === 4) return Array.from({ length: pick(4) }, () => randomValue(pick, depth + 1));
  return randomObject(pick, depth);
};

const randomObject = (pick: (below: number) => number, depth: number): object =>
  Object.fromEntries(
    Array.from({ length: pick(5) }, () => [
      `${SAMPLE_TEXTS[pick(SAMPLE_TEXTS.length)]}${pick(9)}`,
      randomValue(pick, depth + 1),
    ]),
  );

const randomList = (pick: (below: number) => number): { readonly [key: string]: unknown } => {
  const parts: [string, unknown][] = [
    ['kind', 'PodList'],
    ['metadata', { ...randomObject(pick, 2), continue: SAMPLE_TEXTS[pick(SAMPLE_TEXTS.length)] }],
    ['extra', randomValue(pick, 1)],
  ];
  parts.splice(pick(4), 0, ['items', Array.from({ length: pick(6) }, () => randomObject(pick, 0))]);
  return Object.fromEntries(parts);
};

describe('createListSplitter', () => {
  it('finds what JSON.parse finds, wherever chunks end', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const pick = createRandom(seed);
      const document = randomList(pick);
      const bytes = Buffer.from(JSON.stringify(document, null, pick(2) * pick(3)));
      const { items, envelope } = splitBytes(bytes, () => 1 + pick(pick(2) === 0 ? 4 : 200));
      expect(items, `seed ${seed}`).toEqual(document.items);
      expect({ ...envelope, items }, `seed ${seed}`).toEqual(document);
    }
  });

  it('leaves managedFields out, and nothing else', () => {
    const managed = [{ manager: 'kubelet', fieldsV1: { 'f:a"]}': {}, 'f:b': [1] } }, { manager: '"}]' }];
    const items = [
      { metadata: { name: 'one', managedFields: managed, uid: 'a' } },
      { metadata: { managedFields: managed }, spec: { text: '"managedFields":[{' } },
      { metadata: { annotations: { applied: JSON.stringify({ metadata: { managedFields: managed } }) } } },
      { metadata: { managedFields: [], name: 'é' } },
    ];
    for (let size = 1; size < 60; size++) {
      const found = splitBytes(Buffer.from(JSON.stringify({ kind: 'List', items })), () => size).items;
      const left = JSON.parse(JSON.stringify(items, (key, value) => (key === 'managedFields' ? 0 : value)));
      expect(found).toEqual(left);
    }
  });

  it('refuses a list that breaks off at any byte', () => {
    const bytes = Buffer.from(
      '{"kind":"PodList","metadata":{"continue":"a\\"b"},"items":[{"a":"}]"},{"b":[1]}],"x":{}}',
    );
    for (let length = 0; length < bytes.length; length++) {
      expect(() => splitBytes(bytes.subarray(0, length), () => 7), `${length} bytes`).toThrow(BrokenList);
    }
    expect(splitBytes(bytes, () => 7).items).toHaveLength(2);
  });

  it('hands over the text before the items first', () => {
    const { heads } = splitBytes(
      Buffer.from('{"metadata":{"continue":"next"},"items":[{}],"kind":"PodList"}'),
      () => 5,
    );
    expect(heads).toEqual(['{"metadata":{"continue":"next"},"items":[']);
  });

  it('takes no nested list for the items', () => {
    const { items, envelope } = splitBytes(
      Buffer.from('{"spec":{"items":[{"a":1}]},"other":[{"items":[2]}]}'),
      () => 3,
    );
    expect(items).toEqual([]);
    expect(envelope).toEqual({ spec: { items: [{ a: 1 }] }, other: [{ items: [2] }] });
  });

  it('reads null as no items', () => {
    expect(splitBytes(Buffer.from('{"kind":"PodList","items":null}'), () => 3).envelope.items).toBeNull();
  });

  it('stops at the end of the document', () => {
    const text = ' {"items":[{"a":1}]}';
    expect(splitBytes(Buffer.from(`${text}\n{"items":[]}`), () => 100).consumed).toBe(text.length);
  });

  it.each([
    ['items that are no objects', '{"items":[1]}'],
    ['two lists of items', '{"items":[],"items":[]}'],
    ['no JSON around the items', '{"items":[] nonsense}'],
    ['an array', '[{"items":[]}]'],
    ['text', 'unauthorized'],
  ])('refuses %s', (_, text) => {
    expect(() => splitBytes(Buffer.from(text), () => 4)).toThrow(BrokenList);
  });

  it('refuses an object beyond any size an API server stores', () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const splitter = createListSplitter({ item: () => undefined });
    splitter.push(Buffer.from('{"items":[{"a":"'));
    expect(() => {
      for (let n = 0; n < 20; n++) splitter.push(chunk);
    }).toThrow('larger than 16 MiB');
  });
});
