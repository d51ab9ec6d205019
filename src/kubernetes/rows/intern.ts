// Equal parts of rows are stored once: pods of one owner have the same labels, owner and template.

const internedStrings = new Map<string, string>();
const internedObjects = new Map<string, object>();

const MAX_KEY_LENGTH = 256;

/** Beyond it strings do not repeat: a hostile list has another one in every object. */
const MAX_STRINGS = 200_000;

/** Returns the one copy of an equal string; undefined when it is empty. For strings that repeat: node names, images, reasons. */
export const internString = <T extends string | null | undefined>(value: T): Exclude<T, null> | undefined => {
  if (!value) return undefined;
  const known = internedStrings.get(value);
  if (known !== undefined) return known as Exclude<T, null>;
  if (value.length > MAX_KEY_LENGTH || internedStrings.size >= MAX_STRINGS) return value as Exclude<T, null>;
  internedStrings.set(value, value);
  return value as Exclude<T, null>;
};

/** Returns the one copy of an equal object. `prepare` makes the copy from the first one, to intern its parts in turn. */
export const internObject = <T extends object>(value: T, prepare?: (value: T) => T): T => {
  const json = JSON.stringify(value);
  const key = json.length > MAX_KEY_LENGTH ? hashKey(json) : json;
  const known = internedObjects.get(key);
  if (known !== undefined) return known as T;
  const kept = prepare === undefined ? value : prepare(value);
  internedObjects.set(key, kept);
  return kept;
};

/** Loads `node:crypto` with the first long key: runs without a cluster need none. */
const hashKey = (json: string): string => process.getBuiltinModule('node:crypto').hash('sha256', json, 'base64');

/** Empties the tables. Rows keep what was interned for them. */
export const clearInterned = (): void => {
  internedStrings.clear();
  internedObjects.clear();
};
