import type { Json } from '../model/json.ts';
import { stringifyPortably } from './portable-json.ts';
import { smallerDocuments } from './truncate.ts';

interface Entry {
  readonly group: string;
  readonly value: { readonly [field: string]: Json };
}

type Document = { readonly [group: string]: readonly Json[] };

/**
 * The results by group, in as few documents as fit into `room` bytes each once they are JSON texts inside of JSON. A single result that
 * fits nowhere is cut. Always at least one document.
 */
export const partsOf = (entries: readonly Entry[], room: number): readonly Document[] => {
  const parts: Map<string, Json[]>[] = [new Map()];
  let left = room - BRACES;
  for (const entry of entries) {
    const value = fitting(entry, room - BRACES);
    const bytes = bytesOf(value) + COMMA;
    let part = parts.at(-1) as Map<string, Json[]>;
    if (bytes + (part.has(entry.group) ? 0 : headOf(entry.group)) > left && part.size > 0) {
      part = new Map();
      parts.push(part);
      left = room - BRACES;
    }
    left -= bytes + (part.has(entry.group) ? 0 : headOf(entry.group));
    part.set(entry.group, [...(part.get(entry.group) ?? []), value]);
  }
  return parts.map((part) => Object.fromEntries(part));
};

const BRACES = 2;
const COMMA = 1;

/** `"group":[],` */
const headOf = (group: string): number => bytesOf(group) + 4;

/** Bytes of a value as JSON that stands inside of a JSON text. */
const bytesOf = (value: Json): number => Buffer.byteLength(stringifyPortably(stringifyPortably(value))) - 2;

const fitting = ({ group, value }: Entry, room: number): Json => {
  const limit = room - headOf(group) - COMMA;
  if (bytesOf(value) <= limit) return value;
  let smallest: Json = value;
  for (const smaller of smallerDocuments(value)) {
    smallest = smaller;
    if (bytesOf(smaller) <= limit) break;
  }
  return smallest;
};
