import { BrokenList } from './chunk-buffer.ts';
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON_BYTE, OPEN_ARRAY, OPEN_OBJECT, QUOTE_BYTE } from './json-bytes.ts';
import { createNesting, skipString } from './json-scanner.ts';

/** What the scan stopped at: the bracket that opens the items, or the last one of the document. */
export type EnvelopeStop = 'items' | 'end';

/**
 * Scans the document around its items. Returns the index after the bracket it stopped at, or the chunk's length. The bytes
 * of the items themselves are not to be given to it.
 *
 * @throws {BrokenList} when the document has two lists of items.
 */
export const createEnvelopeScanner = () => {
  const nesting = createNesting();
  let word = '';
  let key = '';
  let hasItems = false;
  const scanString = (chunk: Buffer, at: number): number => {
    const end = skipString(chunk, at, nesting);
    if (nesting.depth === 1) word += chunk.toString('latin1', at, nesting.inString ? end : end - 1);
    return end;
  };
  const open = (byte: number): EnvelopeStop | undefined => {
    nesting.depth++;
    if (byte !== OPEN_ARRAY || nesting.depth !== 2 || key !== 'items') return undefined;
    if (hasItems) throw new BrokenList('it has two lists of items');
    hasItems = true;
    // The bracket that closes the items is scanned here again.
    return 'items';
  };
  const close = (): EnvelopeStop | undefined => (--nesting.depth <= 0 ? 'end' : undefined);
  const scanByte = (byte: number): EnvelopeStop | undefined => {
    switch (byte) {
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        return open(byte);
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        return close();
      case QUOTE_BYTE:
        nesting.inString = true;
        word = '';
        return undefined;
      case COLON_BYTE:
        if (nesting.depth === 1) key = word;
        return undefined;
      default:
        return undefined;
    }
  };
  return (chunk: Buffer, from: number): { at: number; stop?: EnvelopeStop } => {
    let at = from;
    while (at < chunk.length) {
      if (nesting.inString) at = scanString(chunk, at);
      else {
        const stop = scanByte(chunk[at++] as number);
        if (stop !== undefined) return { at, stop };
      }
    }
    return { at };
  };
};
