import { type Cursor, failAt, LENGTH_DELIMITED, readEnd, readVarint, skipValue, VARINT } from './cursor.ts';
import { createRecentMessages, type RecentMessages } from './recent-messages.ts';

/** A field that is read: where it stands in its message, and what becomes of its value. */
export interface Field<T> {
  readonly number: number;
  readonly wireType: number;
  /** The value in an object that has no such field. */
  readonly absent: T;
  /** It may stand there more than once: each adds to what was before. */
  readonly isRepeated: boolean;
  readonly read: (cursor: Cursor, before: T) => T;
}

/** A message, as far as it is read. */
export interface Message<T> {
  readonly name: string;
  /** An object of it in which nothing stands. */
  readonly blank: T;
  /** By field number and wire type, as they are sent. */
  readonly byTag: readonly (NamedField | undefined)[];
  /** Where most are equal to one before. */
  readonly recent?: RecentMessages;
}

interface NamedField extends Field<unknown> {
  readonly name: string;
  /** Its fields stand in the object itself. */
  readonly inlined?: Message<unknown>;
}

/** A message whose fields JSON has in the object around it. */
export interface Inlined<T> {
  readonly number: number;
  readonly message: Message<T>;
}

/** What is made of a message. */
export type Decoded<M> = M extends Message<infer T> ? T : never;

// biome-ignore lint/suspicious/noExplicitAny: the fields of a message have values of any types.
type Fields = { readonly [name: string]: Field<any> };

type Value<F> = F extends Field<infer T> ? T : never;

/** JSON leaves out what may be undefined. */
type FieldValues<F extends Fields> = {
  readonly [Name in keyof F as undefined extends Value<F[Name]> ? never : Name]: Value<F[Name]>;
} & {
  readonly [Name in keyof F as undefined extends Value<F[Name]> ? Name : never]?: Exclude<Value<F[Name]>, undefined>;
};

const NO_VALUE = { number: 0, wireType: LENGTH_DELIMITED, absent: undefined, isRepeated: true, read: () => undefined };

const tagOf = (number: number, wireType: number): number => number * 8 + wireType;

/** Describes a message. Fields that it has beyond these are skipped. */
export const message = <F extends Fields, I = unknown>(
  name: string,
  fields: F,
  inlined?: Inlined<I>,
): Message<FieldValues<F> & I> => {
  const byTag: NamedField[] = [];
  const blank: Record<string, unknown> = { ...inlined?.message.blank };
  for (const [key, field] of Object.entries(fields)) {
    byTag[tagOf(field.number, field.wireType)] = { ...field, name: key };
    blank[key] = field.absent;
  }
  if (inlined !== undefined)
    byTag[tagOf(inlined.number, LENGTH_DELIMITED)] = {
      ...NO_VALUE,
      name: inlined.message.name,
      inlined: inlined.message,
    };
  // A copy: objects that got so many fields one after another are slow to copy.
  return { name, byTag, blank: { ...blank } as FieldValues<F> & I };
};

/** The same of a message that many objects have equal ones of: these become one and the same object. */
export const sharedMessage = <F extends Fields>(name: string, fields: F): Message<FieldValues<F>> => {
  const described = message(name, fields);
  return { ...described, recent: createRecentMessages((tag) => described.byTag[tag] !== undefined) };
};

/** Reads the fields up to the end of the cursor into a copy of the message's blank. */
const readFields = (cursor: Cursor, message: Message<unknown>, values: Record<string, unknown>): void => {
  const { byTag } = message;
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor);
    const field = cursor.high === 0 ? byTag[tag] : undefined;
    if (field === undefined) skipField(cursor, message, tag);
    else if (field.inlined !== undefined) readWithin(cursor, field.inlined, values);
    else readField(cursor, field, values);
  }
};

/** @throws {BrokenList} when there is a value already, of a field that is not repeated. */
const readField = (cursor: Cursor, field: NamedField, values: Record<string, unknown>): void => {
  const { name, absent, isRepeated } = field;
  const before = values[name];
  if (before !== absent && !isRepeated) failAt(cursor, `a second ${name} in one message`);
  values[name] = field.read(cursor, before);
};

/** @throws {BrokenList} when it is read, but has another wire type than it can have. */
const skipField = (cursor: Cursor, { byTag, name }: Message<unknown>, tag: number): void => {
  if (tag < 8 || cursor.high !== 0) failAt(cursor, `a ${name} with a field that has no number`);
  const known = byTag[(tag & ~7) | LENGTH_DELIMITED] ?? byTag[(tag & ~7) | VARINT];
  if (known !== undefined) failAt(cursor, `a ${known.name} of a ${name} with the wire type ${tag & 7}`);
  skipValue(cursor, tag & 7);
};

const readWithin = (cursor: Cursor, message: Message<unknown>, values: Record<string, unknown>): void => {
  const outer = cursor.end;
  cursor.end = readEnd(cursor);
  readFields(cursor, message, values);
  cursor.end = outer;
};

/** Reads a message that stands behind its length. */
export const readMessage = <T>(cursor: Cursor, message: Message<T>): T => {
  const outer = cursor.end;
  cursor.end = readEnd(cursor);
  const { recent } = message;
  const value =
    recent === undefined ? readFresh(cursor, message) : recent.find(cursor, () => readFresh(cursor, message));
  cursor.end = outer;
  return value as T;
};

const readFresh = <T>(cursor: Cursor, message: Message<T>): T => {
  const values = { ...message.blank } as Record<string, unknown>;
  readFields(cursor, message, values);
  return values as T;
};
