/** What a server says in place of an answer. */
export interface ErrorResponse {
  readonly text: string;
  /** SQLSTATE; undefined in protocol 2, which has none. */
  readonly state: string | undefined;
}

const ERROR = 0x45;
const HEADER_BYTES = 5;

/** As long as libpq takes one for an error of protocol 3. */
export const MAX_ERROR_BYTES = 30_000;

/** Whether more of an error of protocol 3 is to come. */
export const isPartOfError = (bytes: Buffer): boolean =>
  bytes[0] === ERROR && (bytes.length < HEADER_BYTES || bytes.length < (messageBytes(bytes) ?? 0));

/**
 * The error that a server says as its first words; undefined when the bytes are none. One that cannot start a process
 * for a connection speaks protocol 2 to this day (`report_fork_failure_to_client`).
 */
export const readErrorResponse = (bytes: Buffer): ErrorResponse | undefined => {
  if (bytes[0] !== ERROR || bytes.length <= HEADER_BYTES) return undefined;
  const end = messageBytes(bytes);
  return end === undefined ? readOldError(bytes) : readFields(bytes.subarray(HEADER_BYTES, end));
};

/** Undefined when the bytes of the length cannot be one. */
const messageBytes = (bytes: Buffer): number | undefined => {
  const length = bytes.readUInt32BE(1);
  return length > 4 && length < MAX_ERROR_BYTES ? length + 1 : undefined;
};

/** Fields, each a letter, a text and a zero; a zero ends them. */
const readFields = (body: Buffer): ErrorResponse | undefined => {
  const parts = body.toString('utf8').split('\0');
  const field = (letter: string): string | undefined => parts.find((part) => part.startsWith(letter))?.slice(1);
  const text = field('M');
  const state = field('C');
  return text === undefined || state === undefined || !/^[0-9A-Z]{5}$/.test(state) ? undefined : { text, state };
};

const OLD_ERROR = /^E(\P{Cc}+)\n\0$/u;

const readOldError = (bytes: Buffer): ErrorResponse | undefined => {
  const text = OLD_ERROR.exec(bytes.toString('utf8'))?.[1];
  return text === undefined ? undefined : { text, state: undefined };
};
