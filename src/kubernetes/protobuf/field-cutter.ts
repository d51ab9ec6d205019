import { BrokenList, createChunkBuffer } from '../lists/chunk-buffer.ts';
import { type Cursor, createCursor, failAt, LENGTH_DELIMITED, readVarint } from './cursor.ts';

/** The bytes before every object that Kubernetes sends. */
const MAGIC = Buffer.from('k8s\0');

/** etcd takes objects of 1.5 MB at most; an aggregated API server may send larger ones. */
const MAX_MIB = 16;
const MAX_FIELD_BYTES = MAX_MIB * 2 ** 20;
/** Two numbers of at most 10 bytes: which field it is, and its length. */
const MAX_HEADER_BYTES = 20;

/** Take a field when all of it is there, with the cursor at its length. */
export interface FieldHandlers {
  /** Of the envelope. Of the one that holds the content it is told before any field of that. */
  envelope(number: number, cursor: Cursor): void;
  content(number: number, cursor: Cursor): void;
}

/**
 * Cuts the fields of an envelope, and of the message in its field `raw`, out of bytes as they come. Neither has other fields than
 * texts and messages.
 */
export const createFieldCutter = (raw: number, handlers: FieldHandlers) => {
  const pending = createChunkBuffer(2 * MAX_FIELD_BYTES, 'an object');
  const cutter = createWholeCutter(raw, handlers);
  const cut = (bytes: Buffer) => pending.add(bytes.subarray(cutter.cut(bytes)));
  return {
    push: (chunk: Buffer): void => {
      let at = 0;
      // A field that began in the chunk before is all that is copied: V8 lets copies pile up.
      while (pending.size > 0) {
        const end = at + cutter.wanted() - pending.size;
        pending.add(chunk.subarray(at, end));
        if (end > chunk.length) return;
        at = end;
        cut(pending.take());
      }
      cut(chunk.subarray(at));
    },
    /** Whether nothing is missing behind what came so far. */
    isWhole: (): boolean => cutter.isOutside() && pending.size === 0,
  };
};

/** Cuts the fields that are whole in bytes, each of which begins where the last one ended. */
const createWholeCutter = (raw: number, { envelope, content }: FieldHandlers) => {
  const cursor = createCursor();
  let hasBegun = false;
  /** Bytes of the content that are still to be cut; 0 outside of it. */
  let left = 0;
  /** Bytes without which nothing more can be cut. */
  let wanted = MAGIC.length;
  const take = ({ number, lengthAt, end, size }: FieldHeader) => {
    cursor.at = lengthAt;
    if (left === 0) envelope(number, cursor);
    else {
      content(number, cursor);
      left -= size;
    }
    cursor.at = end;
  };
  const enter = ({ length }: FieldHeader) => {
    envelope(raw, cursor);
    left = length;
  };
  /** Returns whether there was a whole one. */
  const cutField = (): boolean => {
    const from = cursor.at;
    const header = readHeader(cursor);
    if (header !== undefined && left === 0 && header.number === raw) enter(header);
    else if (header !== undefined && isWhole(header, cursor, left)) take(header);
    else {
      cursor.at = from;
      wanted = header?.size ?? cursor.end - from + 1;
      return false;
    }
    return true;
  };
  return {
    /** Returns how many bytes were used. */
    cut: (bytes: Buffer): number => {
      if (bytes.length < MAGIC.length && !hasBegun) return 0;
      beginAt(cursor, bytes);
      if (!hasBegun) cutMagic(cursor);
      hasBegun = true;
      while (cursor.at < cursor.end && cutField());
      return cursor.at;
    },
    wanted: () => wanted,
    isOutside: () => hasBegun && left === 0,
  };
};

interface FieldHeader {
  readonly number: number;
  /** Where its length stands, and what is behind it. */
  readonly lengthAt: number;
  readonly length: number;
  readonly end: number;
  /** Bytes of all of it. */
  readonly size: number;
}

const beginAt = (cursor: Cursor, bytes: Buffer): void => {
  cursor.bytes = bytes;
  cursor.at = 0;
  cursor.end = bytes.length;
};

const cutMagic = (cursor: Cursor): void => {
  if (!cursor.bytes.subarray(0, MAGIC.length).equals(MAGIC)) failAt(cursor, 'another beginning');
  cursor.at = MAGIC.length;
};

/** Reads which field is next, and how long it is; undefined where that is not all there. */
const readHeader = (cursor: Cursor): FieldHeader | undefined => {
  const from = cursor.at;
  if (!hasHeader(cursor)) return undefined;
  const tag = readVarint(cursor);
  if (cursor.high !== 0 || (tag & 7) !== LENGTH_DELIMITED) failAt(cursor, 'a field that no list has');
  const lengthAt = cursor.at;
  const length = readVarint(cursor) + cursor.high * 2 ** 32;
  const end = cursor.at + length;
  return { number: tag >>> 3, lengthAt, length, end, size: end - from };
};

const hasHeader = ({ bytes, at, end }: Cursor): boolean => {
  let numbers = 0;
  for (let index = at; index < end; index++) if ((bytes[index] as number) < 128 && ++numbers === 2) return true;
  return end - at > MAX_HEADER_BYTES;
};

/** @throws {BrokenList} when it is longer than it may be, or than what is `left` around it (0: nothing is around it). */
const isWhole = ({ size, end }: FieldHeader, cursor: Cursor, left: number): boolean => {
  if (left > 0 && size > left) failAt(cursor, 'an object that goes beyond its list');
  if (size > MAX_FIELD_BYTES) throw new BrokenList(`an object is larger than ${MAX_MIB} MiB`);
  return end <= cursor.end;
};
