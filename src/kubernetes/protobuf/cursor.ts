import { BrokenList } from '../lists/chunk-buffer.ts';

/** A place in bytes, and the end of the message that is read there. */
export interface Cursor {
  bytes: Buffer;
  at: number;
  end: number;
  /** The halves of the number that was read last, unsigned. */
  low: number;
  high: number;
}

/** Wire types (https://protobuf.dev/programming-guides/encoding/#structure). 3 and 4 are groups, which Kubernetes never had. */
export const VARINT = 0;
const FIXED_64 = 1;
export const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

const MAX_VARINT_BYTES = 10;

/** Creates a cursor over nothing. */
export const createCursor = (): Cursor => ({ bytes: Buffer.alloc(0), at: 0, end: 0, low: 0, high: 0 });

/** @throws {BrokenList} always: the bytes cannot be what they should. */
export const failAt = ({ at }: Cursor, what: string): never => {
  throw new BrokenList(`it is not the protobuf that it says: ${what} at byte ${at}`);
};

/** Reads a number of up to 64 bits into the halves, and returns the lower one. */
export const readVarint = (cursor: Cursor): number => {
  const byte = cursor.bytes[cursor.at] as number;
  if (byte >= 128 || cursor.at >= cursor.end) return readLongVarint(cursor);
  cursor.at++;
  cursor.high = 0;
  cursor.low = byte;
  return byte;
};

const readLongVarint = (cursor: Cursor): number => {
  cursor.low = 0;
  cursor.high = 0;
  for (let index = 0; index < MAX_VARINT_BYTES; index++) {
    if (cursor.at >= cursor.end) failAt(cursor, 'a number that goes beyond the end');
    const byte = cursor.bytes[cursor.at++] as number;
    addBits(cursor, index, byte & 127);
    if (byte < 128) return cursor.low;
  }
  return failAt(cursor, 'a number of more than 10 bytes');
};

/** Adds the seven bits of a byte to the halves: those of the fifth stand in both. */
const addBits = (cursor: Cursor, index: number, bits: number): void => {
  if (index < 5) cursor.low = (cursor.low | (bits << (7 * index))) >>> 0;
  if (index >= 4) cursor.high = (cursor.high | (index === 4 ? bits >> 4 : bits << (7 * index - 32))) >>> 0;
};

/** Reads a length and returns the index behind so many bytes. */
export const readEnd = (cursor: Cursor): number => {
  const length = readVarint(cursor);
  const end = cursor.at + length;
  if (end > cursor.end || cursor.high !== 0) failAt(cursor, 'a length that goes beyond the end');
  return end;
};

/** Skips the value of a field. */
export const skipValue = (cursor: Cursor, wireType: number): void => {
  if (wireType === LENGTH_DELIMITED) cursor.at = readEnd(cursor);
  else if (wireType === VARINT) readVarint(cursor);
  else if (wireType === FIXED_64 || wireType === FIXED_32) skipFixed(cursor, wireType === FIXED_64 ? 8 : 4);
  else failAt(cursor, `the unknown wire type ${wireType}`);
};

const skipFixed = (cursor: Cursor, bytes: number): void => {
  cursor.at += bytes;
  if (cursor.at > cursor.end) failAt(cursor, 'a number that goes beyond the end');
};
