import type { Time } from '../fields/wire-fields.ts';
import { type Cursor, LENGTH_DELIMITED, readEnd, readVarint, VARINT } from './cursor.ts';
import { type Field, type Inlined, type Message, message, readMessage } from './message.ts';
import { readText } from './read-text.ts';

const TWO_TO_32 = 2 ** 32;

type Read<T> = (cursor: Cursor) => T;

const single = <T, Absent>(wireType: number, absent: Absent, read: Read<T | Absent>) =>
  ({ wireType, absent, isRepeated: false, read }) as const;

/** The three ways in which JSON has a number, a text or a flag. */
const scalar = <T>(wireType: number, zero: T, read: Read<T>) => {
  const readNonZero: Read<T | undefined> = (cursor) => {
    const value = read(cursor);
    return value === zero ? undefined : value;
  };
  return {
    /** It is always there. */
    required: (number: number): Field<T> => ({ number, ...single(wireType, zero, read) }),
    /** Zero is another value than none. */
    nullable: (number: number): Field<T | undefined> => ({ number, ...single(wireType, undefined, read) }),
    /** Zero and none are the same. */
    nonZero: (number: number): Field<T | undefined> => ({ number, ...single(wireType, undefined, readNonZero) }),
  };
};

const readInt64: Read<number> = (cursor) => {
  const low = readVarint(cursor);
  return (cursor.high | 0) * TWO_TO_32 + low;
};

export const text = scalar(LENGTH_DELIMITED, '', readText);
export const int32 = scalar(VARINT, 0, (cursor) => readVarint(cursor) | 0);
export const int64 = scalar(VARINT, 0, readInt64);
export const flag = scalar(VARINT, false, (cursor) => readInt64(cursor) !== 0);

/** A message within a message. */
export const one = <T>(number: number, inner: Message<T>): Field<T | undefined> => ({
  number,
  ...single<T, undefined>(LENGTH_DELIMITED, undefined, (cursor) => readMessage(cursor, inner)),
});

/** One that is always there. */
export const requiredOne = <T>(number: number, inner: Message<T>): Field<T> => ({
  number,
  ...single<T, T>(LENGTH_DELIMITED, inner.blank, (cursor) => readMessage(cursor, inner)),
});

/** A message whose fields JSON has in the object around it. */
export const inlined = <T>(number: number, inner: Message<T>): Inlined<T> => ({ number, message: inner });

const repeated = <T>(number: number, read: (cursor: Cursor, before: T | undefined) => T): Field<T | undefined> => ({
  ...{ number, wireType: LENGTH_DELIMITED, absent: undefined, isRepeated: true },
  read,
});

const list = <T>(number: number, read: Read<T>): Field<readonly T[] | undefined> =>
  repeated<T[]>(number, (cursor, before) => {
    const item = read(cursor);
    if (before === undefined) return [item];
    before.push(item);
    return before;
  }) as Field<readonly T[] | undefined>;

export const many = <T>(number: number, inner: Message<T>) => list(number, (cursor) => readMessage(cursor, inner));
export const texts = (number: number) => list(number, readText);

/** A map from texts, in whose entries the values have this form. */
const map = <T>(number: number, value: Field<T>): Field<{ readonly [key: string]: T } | undefined> => {
  const entry = message('map entry', { key: text.required(1), value });
  return repeated<Record<string, T>>(number, (cursor, before = {}) => {
    const { key, value } = readMessage(cursor, entry) as { readonly key: string; readonly value: T };
    // An assignment would set the prototype.
    if (key === '__proto__')
      Object.defineProperty(before, key, { value, enumerable: true, writable: true, configurable: true });
    else before[key] = value;
    return before;
  });
};

const skipBytes: Read<string> = (cursor) => {
  cursor.at = readEnd(cursor);
  return '';
};

const quantityMessage = message('Quantity', { string: text.nonZero(1) });
const readQuantity: Read<string> = (cursor) => readMessage(cursor, quantityMessage).string ?? '0';

export const textMap = (number: number) => map(number, text.required(2));
export const quantityMap = (number: number) =>
  map(number, { number: 2, ...single(LENGTH_DELIMITED, '0', readQuantity) } as Field<string>);
/** A map of which only the keys are read. */
export const keyMap = (number: number) =>
  map(number, { number: 2, ...single(LENGTH_DELIMITED, '', skipBytes) } as Field<string>);

const timestamp = message('Timestamp', { seconds: int64.required(1), nanos: int32.required(2) });

/** Milliseconds since the epoch; undefined for the zero time, of which nothing is sent. */
export const time = (number: number): Field<Time | undefined> => ({
  number,
  ...single<Time | undefined, undefined>(LENGTH_DELIMITED, undefined, (cursor) => {
    const { seconds, nanos } = readMessage(cursor, timestamp);
    return seconds === 0 && nanos === 0 ? undefined : seconds * 1000 + Math.floor(nanos / 1_000_000);
  }),
});

const intOrString = message('IntOrString', {
  type: int64.required(1),
  number: int32.required(2),
  text: text.required(3),
});

/** A number or a text (`intstr.IntOrString`). */
export const intOrText = (number: number): Field<number | string | undefined> => ({
  number,
  ...single<number | string, undefined>(LENGTH_DELIMITED, undefined, (cursor) => {
    const value = readMessage(cursor, intOrString);
    return value.type === 0 ? value.number : value.text;
  }),
});
