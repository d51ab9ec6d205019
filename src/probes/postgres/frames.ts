type Take = (chunk: Buffer) => void;

const HEADER = 5;
const ERROR_OR_NOTICE = 'EN';

/**
 * Hands on to the driver whole messages only, and only such that it can read to their end: in an error message without
 * its last zeros it would look for them for ever and block its thread, and what it throws while it reads nobody would catch.
 * `refuse` is called with the bytes that are wrong; after that nothing is handed on.
 */
export const wholeMessages = (take: Take, refuse: Take): Take => {
  let pending: Buffer = Buffer.alloc(0);
  let refused = false;
  const stop = (bytes: Buffer): void => {
    refused = true;
    pending = Buffer.alloc(0);
    refuse(bytes);
  };
  return (chunk) => {
    if (refused) return;
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const end = endOfMessages(pending);
    if (end === undefined) return stop(pending);
    const whole = pending.subarray(0, end);
    pending = pending.subarray(end);
    if (whole.length === 0) return;
    try {
      take(whole);
    } catch {
      stop(whole);
    }
  };
};

/** Where the last whole message ends; undefined when one of them is none. */
const endOfMessages = (bytes: Buffer): number | undefined => {
  let at = 0;
  while (bytes.length - at >= HEADER) {
    const length = bytes.readUInt32BE(at + 1);
    if (length < 4) return undefined;
    const next = at + 1 + length;
    if (next > bytes.length) break;
    if (isErrorOrNotice(bytes, at) && !hasEnd(bytes.subarray(at + HEADER, next))) return undefined;
    at = next;
  }
  return at;
};

const isErrorOrNotice = (bytes: Buffer, at: number): boolean =>
  ERROR_OR_NOTICE.includes(String.fromCharCode(bytes[at] ?? 0));

/** The zero that ends the last field, and the one that stands for no further field. */
const hasEnd = (body: Buffer): boolean => body.at(-1) === 0 && (body.length === 1 || body.at(-2) === 0);
