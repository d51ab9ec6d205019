import { BACKSLASH_BYTE, CLOSE_ARRAY, CLOSE_OBJECT, OPEN_ARRAY, OPEN_OBJECT, QUOTE_BYTE } from './json-bytes.ts';

/** How deep in brackets, and whether in a string, a scan of JSON is; carried from chunk to chunk. */
export interface JsonNesting {
  depth: number;
  inString: boolean;
  /** The chunk before ended with a backslash within a string: the next byte is escaped. */
  escaped: boolean;
}

/** The state before the first byte. */
export const createNesting = (): JsonNesting => ({ depth: 0, inString: false, escaped: false });

/** By how much a byte changes the depth. */
const DEPTH_STEPS = new Int8Array(256);
DEPTH_STEPS[OPEN_ARRAY] = DEPTH_STEPS[OPEN_OBJECT] = 1;
DEPTH_STEPS[CLOSE_ARRAY] = DEPTH_STEPS[CLOSE_OBJECT] = -1;

/**
 * Returns the index after the quote that closes the open string, or the chunk's length when the string goes on in the next
 * chunk. Byte by byte, since most strings are so short that `indexOf` costs more.
 */
export const skipString = (chunk: Buffer, from: number, nesting: JsonNesting): number => {
  let at = nesting.escaped ? from + 1 : from;
  while (at < chunk.length) {
    const byte = chunk[at++];
    if (byte === BACKSLASH_BYTE) at++;
    else if (byte === QUOTE_BYTE) {
      nesting.inString = false;
      nesting.escaped = false;
      return at;
    }
  }
  nesting.escaped = at > chunk.length;
  return chunk.length;
};

/** Returns the index after the bracket that closes the outermost open one, or the chunk's length when it is not in this chunk. */
export const skipNested = (chunk: Buffer, from: number, nesting: JsonNesting): number => {
  let at = nesting.inString ? skipString(chunk, from, nesting) : from;
  while (at < chunk.length) {
    const byte = chunk[at++] as number;
    if (byte === QUOTE_BYTE) {
      nesting.inString = true;
      at = skipString(chunk, at, nesting);
    } else if (DEPTH_STEPS[byte] !== 0) {
      nesting.depth += DEPTH_STEPS[byte] as number;
      if (nesting.depth === 0) return at;
    }
  }
  return at;
};
