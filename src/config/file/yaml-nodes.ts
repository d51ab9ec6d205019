import * as yaml from 'yaml';
import type { ConfigPath } from './source-position.ts';

/** Offset of a node in the text, 0 where the text has nothing for it. */
export const offsetOf = (node: unknown): number => (yaml.isNode(node) ? (node.range?.[0] ?? 0) : 0);

/** The node of the key at a path, or that of its value, aliases resolved; undefined when there is none. */
export const nodeAt = (document: yaml.Document, path: ConfigPath, part: 'key' | 'value'): unknown => {
  const resolved = (node: unknown) => (yaml.isAlias(node) ? node.resolve(document) : node);
  let item: Pick<yaml.Pair, 'key' | 'value'> | undefined = { key: document.contents, value: document.contents };
  for (const step of path) {
    item = itemAt(resolved(item.value), step);
    if (item === undefined) return undefined;
  }
  return resolved(item[part]);
};

/** An item of a list is its own key. */
const itemAt = (parent: unknown, step: PropertyKey): Pick<yaml.Pair, 'key' | 'value'> | undefined => {
  if (yaml.isMap(parent)) return itemsByKey(parent).get(String(step));
  if (!yaml.isSeq(parent) || typeof step !== 'number' || step >= parent.items.length) return undefined;
  return { key: parent.items[step], value: parent.items[step] };
};

/** Of each mapping that was asked: looking every key of a large one up by walking over it takes minutes. */
const indexes = new WeakMap<yaml.YAMLMap, ReadonlyMap<string | undefined, yaml.Pair>>();

/** The first item of each key. */
const itemsByKey = (map: yaml.YAMLMap): ReadonlyMap<string | undefined, yaml.Pair> => {
  const known = indexes.get(map);
  if (known !== undefined) return known;
  const index = new Map(map.items.toReversed().map((item) => [keyName(item.key), item]));
  indexes.set(map, index);
  return index;
};

/** The text of a key, undefined for one that is a list or a mapping. */
export const keyName = (key: unknown): string | undefined => (yaml.isScalar(key) ? String(key.value) : undefined);
