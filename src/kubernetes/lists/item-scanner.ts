import { BrokenList, createChunkBuffer } from './chunk-buffer.ts';
import { CLOSE_ARRAY, COMMA_BYTE, isJsonSpace, OPEN_OBJECT } from './json-bytes.ts';
import { createNesting, skipNested } from './json-scanner.ts';
import { stripManagedFields } from './strip-managed-fields.ts';

/** etcd takes objects of 1.5 MB at most; an aggregated API server may send larger ones. */
const MAX_ITEM_BYTES = 16 * 1024 * 1024;

/**
 * Scans the items between their brackets and hands over the text of each. Returns the index of the closing bracket with
 * `ended`, or the chunk's length.
 *
 * @throws {BrokenList} when an item is not an object, or is too large.
 */
export const createItemScanner = (onItem: (text: string) => void) => {
  const nesting = createNesting();
  const item = createChunkBuffer(MAX_ITEM_BYTES, 'an object');
  const scanItem = (chunk: Buffer, from: number): number => {
    const at = skipNested(chunk, from, nesting);
    item.add(chunk.subarray(from, at));
    if (nesting.depth === 0) onItem(stripManagedFields(item.take()));
    return at;
  };
  const scanBetween = (chunk: Buffer, from: number): number => {
    const byte = chunk[from] as number;
    if (byte === OPEN_OBJECT) return scanItem(chunk, from);
    if (byte === COMMA_BYTE || isJsonSpace(byte)) return from + 1;
    throw new BrokenList('an item is no object');
  };
  return (chunk: Buffer, from: number): { at: number; ended: boolean } => {
    let at = from;
    while (at < chunk.length) {
      if (nesting.depth > 0) at = scanItem(chunk, at);
      else if (chunk[at] === CLOSE_ARRAY) return { at, ended: true };
      else at = scanBetween(chunk, at);
    }
    return { at, ended: false };
  };
};
