import { isAscii } from 'node:buffer';
import { type Cursor, readEnd } from './cursor.ts';

/** Texts that were read before, by a hash of their bytes: most of them repeat in every object. A later one replaces another. */
const SLOTS = 8192;
const recentTexts: (string | undefined)[] = new Array(SLOTS).fill(undefined);

/** Longer ones hardly repeat. */
const MAX_RECENT_LENGTH = 80;

const FIRST_BEYOND_ASCII = 0x80;

/** Reads a text; equal ones are one and the same string most of the time. */
export const readText = (cursor: Cursor): string => {
  const end = readEnd(cursor);
  const { bytes, at } = cursor;
  cursor.at = end;
  if (end - at <= MAX_RECENT_LENGTH) return recentText(bytes, at, end);
  return decodeText(bytes, at, end, isAscii(bytes.subarray(at, end)));
};

const recentText = (bytes: Buffer, from: number, to: number): string => {
  let hash = 0;
  let bits = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    bits |= byte;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1);
  const recent = recentTexts[slot];
  if (recent !== undefined && isText(recent, bytes, from, to)) return recent;
  const text = decodeText(bytes, from, to, bits < FIRST_BEYOND_ASCII);
  recentTexts[slot] = text;
  return text;
};

const isText = (text: string, bytes: Buffer, from: number, to: number): boolean => {
  if (text.length !== to - from) return false;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== bytes[from + index]) return false;
  return true;
};

/** Bytes that are no UTF-8 become U+FFFD, as in the JSON of the API server: a kubelet cuts the message of a container anywhere. */
const decodeText = (bytes: Buffer, from: number, to: number, isAsciiOnly: boolean): string =>
  bytes.toString(isAsciiOnly ? 'latin1' : 'utf8', from, to);
