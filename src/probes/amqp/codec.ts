import { ProbeError } from '../../model/errors.ts';

/** A value of a table of AMQP 0-9-1; numbers of 64 bits may be rounded, what kavmon has no use for is null. */
export type AmqpValue = string | number | boolean | null | readonly AmqpValue[] | AmqpTable;
export interface AmqpTable {
  readonly [name: string]: AmqpValue;
}

/** Bytes of an integer, most significant first. */
export const encodeInteger = (value: number, bytes: 1 | 2 | 4): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

/** An integer of 64 bits. */
export const encodeLong = (value: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer;
};

const MAX_SHORT_TEXT = 255;

/** A text with one byte for its length. Throws ProbeError `config` for one that is too long. */
export const encodeShortText = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  if (bytes.length > MAX_SHORT_TEXT)
    throw new ProbeError('config', `a name in AMQP has at most ${MAX_SHORT_TEXT} bytes, this one has ${bytes.length}`);
  return Buffer.concat([encodeInteger(bytes.length, 1), bytes]);
};

/** A text with four bytes for its length. */
export const encodeLongText = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([encodeInteger(bytes.length, 4), bytes]);
};

/** A table of texts, booleans and tables. */
export const encodeTable = (table: { readonly [name: string]: string | boolean | AmqpTable }): Buffer => {
  const fields = Object.entries(table).flatMap(([name, value]) => [encodeShortText(name), encodeField(value)]);
  const bytes = Buffer.concat(fields);
  return Buffer.concat([encodeInteger(bytes.length, 4), bytes]);
};

const encodeField = (value: string | boolean | AmqpTable): Buffer => {
  if (typeof value === 'string') return Buffer.concat([Buffer.from('S'), encodeLongText(value)]);
  if (typeof value === 'boolean') return Buffer.concat([Buffer.from('t'), encodeInteger(value ? 1 : 0, 1)]);
  return Buffer.concat([Buffer.from('F'), encodeTable(value as Readonly<Record<string, string | boolean>>)]);
};

/** Reads the arguments of a method in their order. Throws RangeError beyond their end. */
export interface ArgumentReader {
  readonly integer: (bytes: 1 | 2 | 4) => number;
  readonly shortText: () => string;
  readonly longText: () => string;
  readonly table: () => AmqpTable;
}

/** Tables and lists in each other at most: RabbitMQ has one inside of another. */
const MAX_DEPTH = 8;

/** Sizes of fields of which only the size counts: decimal, time, and unused kinds of numbers. */
const SKIPPED_BYTES: Readonly<Record<string, number>> = { D: 5, T: 8, f: 4, d: 8, l: 8, L: 8, V: 0 };
const INTEGER_BYTES: Readonly<Record<string, 1 | 2 | 4>> = { b: 1, B: 1, s: 2, u: 2, I: 4, i: 4 };

export const readArguments = (bytes: Buffer): ArgumentReader => {
  let at = 0;
  const take = (size: number): Buffer => {
    if (at + size > bytes.length) throw new RangeError('the arguments are shorter than they say');
    at += size;
    return bytes.subarray(at - size, at);
  };
  const integer = (size: 1 | 2 | 4): number => take(size).readUIntBE(0, size);
  const skip = (size: number): null => {
    take(size);
    return null;
  };
  const shortText = (): string => take(integer(1)).toString();
  const longText = (): string => take(integer(4)).toString();
  const integers = Object.entries(INTEGER_BYTES).map(([kind, size]) => [kind, () => integer(size)] as const);
  const skipped = Object.entries(SKIPPED_BYTES).map(([kind, size]) => [kind, () => skip(size)] as const);
  const fieldReaders: Readonly<Record<string, (depth: number) => AmqpValue>> = {
    ...Object.fromEntries([...integers, ...skipped]),
    S: () => longText(),
    x: () => longText(),
    t: () => integer(1) !== 0,
    F: (depth) => table(depth + 1),
    A: (depth) => list(depth + 1),
  };
  const field = (depth: number): AmqpValue => {
    const kind = take(1).toString('latin1');
    const read = Object.hasOwn(fieldReaders, kind) ? fieldReaders[kind] : undefined;
    if (read === undefined) throw new RangeError(`unknown kind of field ${kind}`);
    return read(depth);
  };
  const endOf = (depth: number): number => {
    if (depth > MAX_DEPTH) throw new RangeError('the arguments are nested too deeply');
    const size = integer(4);
    if (at + size > bytes.length) throw new RangeError('the arguments are shorter than they say');
    return at + size;
  };
  const table = (depth = 0): AmqpTable => {
    const fields: [string, AmqpValue][] = [];
    for (const end = endOf(depth); at < end; ) fields.push([shortText(), field(depth)]);
    return Object.fromEntries(fields);
  };
  const list = (depth: number): readonly AmqpValue[] => {
    const values: AmqpValue[] = [];
    for (const end = endOf(depth); at < end; ) values.push(field(depth));
    return values;
  };
  return { integer, shortText, longText, table };
};
