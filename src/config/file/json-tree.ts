import type { Json } from '../../model/json.ts';
import type { ConfigPath } from './source-position.ts';

/** A mapping of a config file. */
export type JsonObject = Readonly<Record<string, Json>>;

export const isMapping = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path, undefined when there is none. */
export const valueAt = (value: Json | undefined, path: ConfigPath): Json | undefined =>
  path.reduce<Json | undefined>(childAt, value);

const childAt = (value: Json | undefined, step: PropertyKey): Json | undefined => {
  if (isMapping(value)) return Object.hasOwn(value, step) ? value[String(step)] : undefined;
  return Array.isArray(value) && typeof step === 'number' ? value[step] : undefined;
};

/** The mapping at a path, an empty one when there is none: that it is something else is a problem of the schema. */
export const mappingAt = (value: Json, path: ConfigPath): JsonObject => {
  const mapping = valueAt(value, path);
  return isMapping(mapping) ? mapping : {};
};

/**
 * Two layers in order: mappings are merged key by key, everything else of the later one replaces that of the earlier. A
 * reference to a secret is replaced as a whole, too: `{ env }` over `{ file }` is the former, not both.
 */
export const mergeMappings = (earlier: JsonObject, later: JsonObject): JsonObject => {
  const merged = new Map(Object.entries(earlier));
  for (const [key, value] of Object.entries(later)) {
    const before = merged.get(key);
    merged.set(
      key,
      isMapping(before) && isMapping(value) && !isReference(value) ? mergeMappings(before, value) : value,
    );
  }
  return Object.fromEntries(merged);
};

const isReference = (mapping: JsonObject): boolean => {
  const [entry, ...others] = Object.entries(mapping);
  if (entry === undefined || others.length > 0) return false;
  const [key, value] = entry;
  return (key === 'env' || key === 'file') && (typeof value !== 'object' || value === null);
};

/** A mapping with those of its keys that are wanted. */
export const pickKeys = (mapping: JsonObject, isWanted: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(mapping).filter(([key]) => isWanted(key)));

/** A text for each path, which no other path has. */
export const pathKey = (path: ConfigPath): string => JSON.stringify(path);

/** The value with others at some of its paths, each under its {@link pathKey}; all in one walk. */
export const replaceAll = (value: Json, replacements: ReadonlyMap<string, Json>, path: ConfigPath = []): Json => {
  if (replacements.size === 0) return value;
  const replacement = replacements.get(pathKey(path));
  if (replacement !== undefined) return replacement;
  const replaced = (child: Json, step: string | number) => replaceAll(child, replacements, [...path, step]);
  if (Array.isArray(value)) return value.map(replaced);
  return isMapping(value)
    ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaced(child, key)]))
    : value;
};
