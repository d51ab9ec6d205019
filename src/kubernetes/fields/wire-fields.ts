/** A client-node model as it travels: dates are text. Types only, so that nothing of the client is loaded. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

/** Fields of `T`; the optional ones may be given as undefined. */
export type RowFields<T> = { [Key in keyof T]: T extends Record<Key, T[Key]> ? T[Key] : T[Key] | undefined };

/**
 * The fields as they are: an absent one is there as undefined. Leaving it out would cost more: an object that is built key
 * by key becomes a hash table of several times the size, and all rows of a kind would differ in shape.
 */
export const toRow = <T extends object>(fields: RowFields<T>): T => fields as T;

const NO_ITEMS: readonly never[] = Object.freeze([]);

/** Every item mapped; absent and empty lists are one and the same object. */
export const mapItems = <Item, Out>(
  items: readonly Item[] | null | undefined,
  map: (item: Item) => Out,
): readonly Out[] => (items === undefined || items === null || items.length === 0 ? NO_ITEMS : items.map(map));

/** Milliseconds since the epoch of an API timestamp; undefined when absent, no date, or the epoch itself: no time. */
export const parseTime = (text: string | null | undefined): number | undefined => {
  if (!text) return undefined;
  const ms = Date.parse(text);
  return ms > 0 ? ms : undefined;
};

/** A value that is not empty. */
export const nonEmpty = (text: string | null | undefined): string | undefined => (text ? text : undefined);

/** True or absent: `false` is the default of what this is used for. */
export const trueOrAbsent = (value: boolean | null | undefined): true | undefined => (value ? true : undefined);
