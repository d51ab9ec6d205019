import type { Json } from '../model/json.ts';
import { stringifyPortably } from '../text/portable-json.ts';
import { smallerDocuments } from './truncate.ts';

interface ResultEntry {
  readonly group: string;
  readonly value: { readonly [field: string]: Json };
}

type ResultsDocument = { readonly [group: string]: readonly Json[] };

/**
 * The results by group, in documents that each take at most `room` bytes as a JSON text inside of JSON. A result that is
 * larger by itself is cut. At least one document.
 */
export const chunkResults = (entries: readonly ResultEntry[], room: number): readonly ResultsDocument[] => {
  const parts: Map<string, Json[]>[] = [new Map()];
  let left = room - BRACES_BYTES;
  for (const entry of entries) {
    const value = shortenEntry(entry, room - BRACES_BYTES);
    const bytes = embeddedBytes(value) + COMMA_BYTES;
    let part = parts.at(-1) as Map<string, Json[]>;
    if (bytes + (part.has(entry.group) ? 0 : groupHeadBytes(entry.group)) > left && part.size > 0) {
      part = new Map();
      parts.push(part);
      left = room - BRACES_BYTES;
    }
    left -= bytes + (part.has(entry.group) ? 0 : groupHeadBytes(entry.group));
    part.set(entry.group, [...(part.get(entry.group) ?? []), value]);
  }
  return parts.map((part) => Object.fromEntries(part));
};

const BRACES_BYTES = 2;
const COMMA_BYTES = 1;

/** `"group":[],` */
const groupHeadBytes = (group: string): number => embeddedBytes(group) + 4;

/** Bytes of a value as JSON inside of a JSON text. */
const embeddedBytes = (value: Json): number => Buffer.byteLength(stringifyPortably(stringifyPortably(value))) - 2;

const shortenEntry = ({ group, value }: ResultEntry, room: number): Json => {
  const limit = room - groupHeadBytes(group) - COMMA_BYTES;
  if (embeddedBytes(value) <= limit) return value;
  let smallest: Json = value;
  for (const smaller of smallerDocuments(value)) {
    smallest = smaller;
    if (embeddedBytes(smaller) <= limit) break;
  }
  return smallest;
};
