const FRAME_HEAD_BYTES = 9;
/** Types of frames that can end a stream (RFC 9113, 6.1 and 6.2), and the flag by which they do. */
const DATA_FRAME = 0;
const HEADERS_FRAME = 1;
const END_STREAM = 1;

/** Looks for the end of the one stream of a connection among the frames that arrive on it. */
export interface EndOfStream {
  take(bytes: Buffer): void;
  isReached(): boolean;
}

/** Node ends a stream without an error also when its connection was closed in the middle of it: only the frames tell. */
export const watchEndOfStream = (): EndOfStream => {
  let head: Buffer = Buffer.alloc(0);
  let payloadLeft = 0;
  let isReached = false;
  const take = (bytes: Buffer): void => {
    let rest = bytes;
    while (rest.length > 0) {
      const skipped = Math.min(payloadLeft, rest.length);
      payloadLeft -= skipped;
      const next = rest.subarray(skipped);
      const missing = FRAME_HEAD_BYTES - head.length;
      head = Buffer.concat([head, next.subarray(0, missing)]);
      rest = next.subarray(missing);
      if (head.length < FRAME_HEAD_BYTES) return;
      const [type = -1, flags = 0] = head.subarray(3);
      if ([DATA_FRAME, HEADERS_FRAME].includes(type) && (flags & END_STREAM) !== 0) isReached = true;
      payloadLeft = head.readUIntBE(0, 3);
      head = Buffer.alloc(0);
    }
  };
  return { take, isReached: () => isReached };
};
