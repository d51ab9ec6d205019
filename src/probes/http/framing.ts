/** Where the body of an answer ends (RFC 9112, 6.3). */
export interface BodyFraming {
  /** What of these bytes, which follow those of the calls before, belongs to the body. @throws {BrokenRule} */
  take(bytes: Buffer): readonly Buffer[];
  /** Whether all of it was taken. */
  isWhole(): boolean;
  /** Nothing but the end of the connection ends it. */
  readonly untilClose: boolean;
}

/** A body that goes on until the connection is closed. It keeps nothing, so that all share one. */
export const framedByClose: BodyFraming = { take: (bytes) => [bytes], isWhole: () => false, untilClose: true };

/** A body of so many bytes. */
export const framedByLength = (length: number): BodyFraming => {
  let left = length;
  const take = (bytes: Buffer): readonly Buffer[] => {
    const part = bytes.subarray(0, left);
    left -= part.length;
    return part.length === 0 ? [] : [part];
  };
  return { take, isWhole: () => left === 0, untilClose: false };
};
