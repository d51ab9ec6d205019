/** The fields of `T`, where optional ones may be undefined. */
export type RowFields<T> = { [Key in keyof T]: T extends Record<Key, T[Key]> ? T[Key] : T[Key] | undefined };

/**
 * Returns the fields as they are, absent ones as undefined, so that V8 gives all rows of a kind one shape. An object to which
 * keys are added one by one becomes a dictionary of several times the size.
 */
export const toRow = <T extends object>(fields: RowFields<T>): T => fields as T;

const NO_ITEMS: readonly never[] = Object.freeze([]);

/** Returns the items mapped; absent and empty lists are one and the same object. */
export const mapItems = <Item, Out>(
  items: readonly Item[] | null | undefined,
  map: (item: Item) => Out,
): readonly Out[] => (items === undefined || items === null || items.length === 0 ? NO_ITEMS : items.map(map));

/** A timestamp of the API: a text in JSON, milliseconds since the epoch where it came as protobuf. */
export type Time = string | number;

/**
 * Milliseconds since the epoch of an API timestamp; undefined when it is absent or invalid, or is not after the epoch: container
 * runtimes report 1970 for a time that they do not know.
 */
export const parseTime = (time: Time | null | undefined): number | undefined => {
  if (!time) return undefined;
  const ms = typeof time === 'number' ? time : Date.parse(time);
  return ms > 0 ? ms : undefined;
};

/** Returns the text; undefined when it is empty or absent. */
export const nonEmpty = (text: string | null | undefined): string | undefined => (text ? text : undefined);

/** Returns true or undefined, for fields whose default is false. */
export const trueOrAbsent = (value: boolean | null | undefined): true | undefined => (value ? true : undefined);
