/** Where in nested brackets and strings the bytes are; goes on from chunk to chunk. */
export interface Nesting {
  depth: number;
  inString: boolean;
  /** Backslashes at the end of the last chunk, when a string was open. */
  escapes: number;
}

const QUOTE = 34;
const BACKSLASH = 92;

/** By how much a byte changes the depth: brackets of both kinds, and nothing else. */
const STEPS = new Int8Array(256);
STEPS[91] = STEPS[123] = 1;
STEPS[93] = STEPS[125] = -1;

/** How many backslashes stand before `end`, down to `from`; those of the chunk before count when all are. */
const backslashes = (chunk: Buffer, from: number, end: number, carried: number): number => {
  let first = end;
  while (first > from && chunk[first - 1] === BACKSLASH) first--;
  return end - first + (first === from ? carried : 0);
};

/** The index after the quote that ends the open string; the chunk's length when it goes on in the next one. */
export const skipString = (chunk: Buffer, from: number, nesting: Nesting): number => {
  let quote = chunk.indexOf(QUOTE, from);
  while (quote >= 0) {
    if (backslashes(chunk, from, quote, nesting.escapes) % 2 === 0) {
      nesting.inString = false;
      nesting.escapes = 0;
      return quote + 1;
    }
    quote = chunk.indexOf(QUOTE, quote + 1);
  }
  nesting.escapes = backslashes(chunk, from, chunk.length, nesting.escapes);
  return chunk.length;
};

/** One byte outside of a string; true when it closes what was open. */
const step = (byte: number, nesting: Nesting): boolean => {
  if (byte === QUOTE) nesting.inString = true;
  const by = STEPS[byte] as number;
  if (by === 0) return false;
  nesting.depth += by;
  return nesting.depth === 0;
};

/** The index after the bracket that closes what is open; the chunk's length when it goes on in the next one. */
export const skipNested = (chunk: Buffer, from: number, nesting: Nesting): number => {
  let at = from;
  while (at < chunk.length) {
    if (nesting.inString) at = skipString(chunk, at, nesting);
    else if (step(chunk[at++] as number, nesting)) return at;
  }
  return at;
};
