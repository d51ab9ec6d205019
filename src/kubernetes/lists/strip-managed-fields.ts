import { createNesting, skipNested } from './json-scanner.ts';

/** The key and the bracket that follows it. Within a string its quotes would be escaped. */
const MANAGED_FIELDS_KEY = Buffer.from('"managedFields":[');
const BACKSLASH = 92;

/**
 * The text of an object without its `managedFields`, which nobody judges: half of what would have to be parsed. An
 * object that writes them in another way, with blanks for one, is left as it is.
 */
export const stripManagedFields = (item: Buffer): string => {
  const key = item.indexOf(MANAGED_FIELDS_KEY);
  if (key < 0 || item[key - 1] === BACKSLASH) return item.toString();
  const from = key + MANAGED_FIELDS_KEY.length - 1;
  const to = skipNested(item, from, createNesting());
  return `${item.toString('utf8', 0, from)}0${item.toString('utf8', to)}`;
};
