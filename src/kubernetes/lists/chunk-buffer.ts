/** The bytes are not one whole list: no row that was read of it may be judged. */
export class BrokenList extends Error {
  override readonly name = 'BrokenList';
}

const BYTES_PER_MIB = 1024 * 1024;

/**
 * Joins what arrives in several chunks. `add` throws {@link BrokenList} beyond `maxBytes`; `what` names the content in its
 * message.
 */
export const createChunkBuffer = (maxBytes: number, what: string) => {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    add: (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) throw new BrokenList(`${what} is larger than ${maxBytes / BYTES_PER_MIB} MiB`);
      if (chunk.length > 0) chunks.push(chunk);
    },
    /** Returns all bytes and begins anew. */
    take: (): Buffer => {
      const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
      chunks = [];
      size = 0;
      return whole;
    },
    /** Bytes that were added and not taken. */
    get size() {
      return size;
    },
    text: () => Buffer.concat(chunks, size).toString(),
  };
};
