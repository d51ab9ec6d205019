type ChunkHandler = (chunk: Buffer) => void;

const HEADER_BYTES = 5;
const ERROR_OR_NOTICE = 'EN';

/**
 * Passes whole messages on to the driver, and only those that it can parse: in an error message without its final zeros it
 * would search for them without end and block the thread, and nobody would catch what it throws while it parses.
 * `refuse` is called with the malformed bytes; nothing is passed on after that.
 */
export const passWholeMessages = (take: ChunkHandler, refuse: ChunkHandler): ChunkHandler => {
  let pending: Buffer = Buffer.alloc(0);
  let refused = false;
  const refuseBytes = (bytes: Buffer): void => {
    refused = true;
    pending = Buffer.alloc(0);
    refuse(bytes);
  };
  return (chunk) => {
    if (refused) return;
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const end = endOfMessages(pending);
    if (end === undefined) return refuseBytes(pending);
    const whole = pending.subarray(0, end);
    pending = pending.subarray(end);
    if (whole.length === 0) return;
    try {
      take(whole);
    } catch {
      refuseBytes(whole);
    }
  };
};

/** Offset at which the last whole message ends; undefined when one is malformed. */
const endOfMessages = (bytes: Buffer): number | undefined => {
  let at = 0;
  while (bytes.length - at >= HEADER_BYTES) {
    const length = bytes.readUInt32BE(at + 1);
    if (length < 4) return undefined;
    const next = at + 1 + length;
    if (next > bytes.length) break;
    if (isErrorOrNotice(bytes, at) && !hasTerminator(bytes.subarray(at + HEADER_BYTES, next))) return undefined;
    at = next;
  }
  return at;
};

const isErrorOrNotice = (bytes: Buffer, at: number): boolean =>
  ERROR_OR_NOTICE.includes(String.fromCharCode(bytes[at] ?? 0));

/** The zero that ends the last field, and the zero that ends the list of fields. */
const hasTerminator = (body: Buffer): boolean => body.at(-1) === 0 && (body.length === 1 || body.at(-2) === 0);
