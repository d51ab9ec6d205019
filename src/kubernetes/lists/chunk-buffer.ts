/** The bytes are no whole list: nothing that was read of it may be judged. */
export class BrokenList extends Error {
  override readonly name = 'BrokenList';
}

/** Bytes that may come in several chunks and are wanted in one piece. */
export const createChunkBuffer = (max: number, what: string) => {
  let kept: Buffer[] = [];
  let size = 0;
  return {
    add: (piece: Buffer) => {
      size += piece.length;
      if (size > max) throw new BrokenList(`${what} is larger than ${max / 1024 / 1024} MiB`);
      if (piece.length > 0) kept.push(piece);
    },
    take: (): Buffer => {
      const whole = kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept, size);
      kept = [];
      size = 0;
      return whole;
    },
    text: () => Buffer.concat(kept, size).toString(),
  };
};
