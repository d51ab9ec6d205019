/**
 * Equal parts of rows are stored once: pods of one owner share labels, owner and template. The tables live as long
 * as the thread that projects.
 */
const internedStrings = new Map<string, string>();
const internedObjects = new Map<string, object>();

const MAX_KEY_LENGTH = 256;

/** The same text, as the one copy of it that is kept. For texts that repeat: node names, images, reasons. */
export const internString = <T extends string | null | undefined>(value: T): Exclude<T, null> | undefined => {
  if (!value) return undefined;
  const known = internedStrings.get(value);
  if (known !== undefined) return known as Exclude<T, null>;
  internedStrings.set(value, value);
  return value as Exclude<T, null>;
};

/** An equal value that was interned before, or this one; `share` makes the one that is kept. */
export const internObject = <T extends object>(value: T, share?: (value: T) => T): T => {
  const json = JSON.stringify(value);
  const key = json.length > MAX_KEY_LENGTH ? hashKey(json) : json;
  const known = internedObjects.get(key);
  if (known !== undefined) return known as T;
  const kept = share === undefined ? value : share(value);
  internedObjects.set(key, kept);
  return kept;
};

/** Loaded with the first long part: where no rows are read nothing is hashed. */
const hashKey = (json: string): string => process.getBuiltinModule('node:crypto').hash('sha256', json, 'base64');

/** Drops the tables: what was interned stays as it is, what comes is interned anew. */
export const clearInterned = (): void => {
  internedStrings.clear();
  internedObjects.clear();
};
