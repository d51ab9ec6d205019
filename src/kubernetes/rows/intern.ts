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

const internedIds = new Map<object, number>();

/**
 * Returns the one copy of an equal object. `prepare` makes the copy from the first one, to intern its parts in turn. Objects are
 * equal whose `identity` is: `value` itself, or one that has the {@link idOf} parts in the place of them.
 */
export const internObject = <T extends object>(value: T, prepare?: (value: T) => T, identity: object = value): T => {
  const json = JSON.stringify(identity);
  const key = json.length > MAX_KEY_LENGTH ? hashKey(json) : json;
  const known = internedObjects.get(key);
  if (known !== undefined) return known as T;
  const kept = prepare === undefined ? value : prepare(value);
  internedObjects.set(key, kept);
  return kept;
};

/** A number that no other object has until the tables are emptied. */
export const idOf = (object: object): number => {
  const id = internedIds.get(object) ?? internedIds.size;
  internedIds.set(object, id);
  return id;
};

/** Returns the projection that does its work once for the same object: equal parts of a list are one, where they can be. */
export const projectOnce = <From extends object, Row>(project: (from: From) => Row): ((from: From) => Row) => {
  const known = new WeakMap<From, Row>();
  return (from) => {
    const before = known.get(from);
    if (before !== undefined) return before;
    const row = project(from);
    known.set(from, row);
    return row;
  };
};

/** Loads `node:crypto` with the first long key: runs without a cluster need none. */
const hashKey = (json: string): string => process.getBuiltinModule('node:crypto').hash('sha256', json, 'base64');

/** Empties the tables. Rows keep what was interned for them. */
export const clearInterned = (): void => {
  internedStrings.clear();
  internedObjects.clear();
  internedIds.clear();
};
