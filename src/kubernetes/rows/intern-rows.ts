import { internObject, internString } from './intern.ts';

/** Fields whose text is another one in each row. */
const UNIQUE_FIELDS = new Set(['uid', 'name', 'message', 'createdAt']);
/** Fields whose value is equal in many rows. */
const COMMON_FIELDS = new Set(['template', 'owner', 'labels', 'templateLabels', 'selector']);

type MutableFields = Record<string, unknown>;

/**
 * Stores equal strings and objects of decoded rows once. Serializing gave each row strings of its own, and each page objects
 * of its own.
 */
export const internRows = (rows: readonly unknown[]): void => {
  const seen = new Map<object, object>();
  for (const row of rows) internFields(row as MutableFields, seen);
};

const internFields = (fields: MutableFields, seen: Map<object, object>): void => {
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === 'string') {
      if (!UNIQUE_FIELDS.has(key) && value !== '') fields[key] = internString(value);
    } else if (typeof value === 'object' && value !== null) fields[key] = internValue(key, value, seen);
  }
};

const internValue = (key: string, value: object, seen: Map<object, object>): object => {
  if (COMMON_FIELDS.has(key)) return internCommon(value, seen);
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) internFields(item as MutableFields, seen);
  } else internFields(value as MutableFields, seen);
  return value;
};

const internCommon = (value: object, seen: Map<object, object>): object => {
  const known = seen.get(value);
  if (known !== undefined) return known;
  const kept = internObject(value);
  seen.set(value, kept);
  return kept;
};
