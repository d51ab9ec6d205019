import { part, text } from './intern.ts';

/** Texts of which each row has its own. */
const OWN = new Set(['uid', 'name', 'message', 'createdAt']);
/** Parts that many rows have in common. */
const COMMON = new Set(['template', 'owner', 'labels', 'templateLabels', 'selector']);

type Fields = Record<string, unknown>;

/**
 * Stores once what rows from another thread have in common: on the way every row got texts of its own, and every page
 * parts of its own.
 */
export const share = (rows: readonly unknown[]): void => {
  const seen = new Map<object, object>();
  for (const row of rows) shareFields(row as Fields, seen);
};

const shareFields = (fields: Fields, seen: Map<object, object>): void => {
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === 'string') {
      if (!OWN.has(key) && value !== '') fields[key] = text(value);
    } else if (typeof value === 'object' && value !== null) fields[key] = shared(key, value, seen);
  }
};

const shared = (key: string, value: object, seen: Map<object, object>): object => {
  if (COMMON.has(key)) return common(value, seen);
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) shareFields(item as Fields, seen);
  } else shareFields(value as Fields, seen);
  return value;
};

const common = (value: object, seen: Map<object, object>): object => {
  const known = seen.get(value);
  if (known !== undefined) return known;
  const kept = part(value);
  seen.set(value, kept);
  return kept;
};
