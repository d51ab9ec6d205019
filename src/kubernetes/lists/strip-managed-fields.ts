import { BACKSLASH_BYTE } from './json-bytes.ts';
import { createNesting, skipNested } from './json-scanner.ts';

/** The key with its opening bracket. Inside a string its quotes would be escaped. */
const MANAGED_FIELDS_KEY = Buffer.from('"managedFields":[');

/**
 * Returns the JSON text of an object with 0 in the place of its `managedFields`, which are half of the bytes to parse and
 * which no check reads. An object that writes them differently, with a blank before the bracket, is returned as it is.
 */
export const stripManagedFields = (item: Buffer): string => {
  const key = item.indexOf(MANAGED_FIELDS_KEY);
  if (key < 0 || item[key - 1] === BACKSLASH_BYTE) return item.toString();
  const from = key + MANAGED_FIELDS_KEY.length - 1;
  const to = skipNested(item, from, createNesting());
  return `${item.toString('utf8', 0, from)}0${item.toString('utf8', to)}`;
};
