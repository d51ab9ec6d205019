import { type Cursor, readVarint, skipValue } from './cursor.ts';

/** Messages of one kind that were read lately, to be found by the bytes of what is read of them. */
export interface RecentMessages {
  /** The value of the message from the cursor to its end, as `read` makes it, or as it made it of the same bytes before. */
  find(cursor: Cursor, read: () => unknown): unknown;
}

interface RecentMessage {
  readonly bytes: Uint8Array;
  readonly value: unknown;
}

const MAX_ENTRIES = 256;
/** Larger ones are not kept. */
const MAX_BYTES = 16 * 1024;
/** Not all bytes go into the key: what is found by it is compared. */
const KEY_STRIDE = 13;

/** Remembers messages, of which fields with these tags are read. They must not be changed: many objects have the same one. */
export const createRecentMessages = (isRead: (tag: number) => boolean): RecentMessages => {
  const known = new Map<number, RecentMessage>();
  return {
    find: (cursor, read) => {
      const from = cursor.at;
      const runs = findRuns(cursor, isRead);
      const key = keyOf(cursor.bytes, runs);
      const recent = known.get(key);
      if (recent !== undefined && hasRuns(recent.bytes, cursor.bytes, runs)) return recent.value;
      cursor.at = from;
      const value = read();
      const bytes = copyRuns(cursor.bytes, runs);
      if (known.size >= MAX_ENTRIES) known.clear();
      if (bytes.length <= MAX_BYTES) known.set(key, { bytes, value });
      return value;
    },
  };
};

/** Where fields stand that are read: the begin of each row of neighbours, and behind it its end. */
type Runs = readonly number[];

const findRuns = (cursor: Cursor, isRead: (tag: number) => boolean): Runs => {
  const runs: number[] = [];
  while (cursor.at < cursor.end) {
    const from = cursor.at;
    const tag = readVarint(cursor);
    const isWanted = isRead(tag);
    skipValue(cursor, tag & 7);
    if (!isWanted) continue;
    if (runs.at(-1) === from) runs[runs.length - 1] = cursor.at;
    else runs.push(from, cursor.at);
  }
  return runs;
};

/** In memory of its own: Node cuts a small buffer out of 64 KiB, which it would keep as long as itself. */
const copyRuns = (bytes: Buffer, runs: Runs): Uint8Array => {
  const parts: Buffer[] = [];
  for (let run = 0; run < runs.length; run += 2) parts.push(bytes.subarray(runs[run], runs[run + 1]));
  return new Uint8Array(Buffer.concat(parts));
};

const keyOf = (bytes: Buffer, runs: Runs): number => {
  let key = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const [begin, end] = [runs[run] as number, runs[run + 1] as number];
    key = Math.imul(key, 31) + end - begin;
    for (let at = begin; at < end; at += KEY_STRIDE) key = (Math.imul(key, 31) + (bytes[at] as number)) | 0;
  }
  return key;
};

const hasRuns = (known: Uint8Array, bytes: Buffer, runs: Runs): boolean => {
  let at = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const [begin, end] = [runs[run] as number, runs[run + 1] as number];
    const next = at + end - begin;
    if (next > known.length || bytes.compare(known, at, next, begin, end) !== 0) return false;
    at = next;
  }
  return at === known.length;
};
