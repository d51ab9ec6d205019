/** Where in nested brackets and strings the bytes are; goes on from chunk to chunk. */
export interface JsonNesting {
  depth: number;
  inString: boolean;
  /** A backslash was the last byte of the chunk before: the next byte means nothing. */
  escaped: boolean;
}

/** Outside of everything. */
export const createNesting = (): JsonNesting => ({ depth: 0, inString: false, escaped: false });

const QUOTE = 34;
const BACKSLASH = 92;

/** By how much a byte changes the depth: brackets of both kinds, and nothing else. */
const DEPTH_STEPS = new Int8Array(256);
DEPTH_STEPS[91] = DEPTH_STEPS[123] = 1;
DEPTH_STEPS[93] = DEPTH_STEPS[125] = -1;

/**
 * The index after the quote that ends the open string; the chunk's length when it goes on in the next one. Byte by byte:
 * most strings are so short that a search by `indexOf` costs more.
 */
export const skipString = (chunk: Buffer, from: number, nesting: JsonNesting): number => {
  let at = nesting.escaped ? from + 1 : from;
  while (at < chunk.length) {
    const byte = chunk[at++];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) {
      nesting.inString = false;
      nesting.escaped = false;
      return at;
    }
  }
  nesting.escaped = at > chunk.length;
  return chunk.length;
};

/** The index after the bracket that closes what is open; the chunk's length when it goes on in the next one. */
export const skipNested = (chunk: Buffer, from: number, nesting: JsonNesting): number => {
  let at = nesting.inString ? skipString(chunk, from, nesting) : from;
  while (at < chunk.length) {
    const byte = chunk[at++] as number;
    if (byte === QUOTE) {
      nesting.inString = true;
      at = skipString(chunk, at, nesting);
    } else if (DEPTH_STEPS[byte] !== 0) {
      nesting.depth += DEPTH_STEPS[byte] as number;
      if (nesting.depth === 0) return at;
    }
  }
  return at;
};
