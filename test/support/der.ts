/** The types of ASN.1 DER (ITU-T X.690) that an X.509 certificate needs. */

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/** One element: tag, length, content. */
export const derElement = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content]);
};

const derLength = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const digits = bigEndianBytes(length);
  return Buffer.from([0x80 | digits.length, ...digits]);
};

const bigEndianBytes = (value: number): number[] =>
  value === 0 ? [] : [...bigEndianBytes(Math.floor(value / 256)), value % 256];

export const derSequence = (...items: readonly Uint8Array[]): Buffer => derElement(0x30, ...items);
export const derSet = (...items: readonly Uint8Array[]): Buffer => derElement(0x31, ...items);
export const derOctetString = (content: Uint8Array): Buffer => derElement(0x04, content);
export const derBitString = (content: Uint8Array, unused = 0): Buffer =>
  derElement(0x03, Buffer.from([unused]), content);
export const derText = (value: string): Buffer => derElement(0x0c, Buffer.from(value, 'utf8'));
export const derTrue = (): Buffer => derElement(0x01, Buffer.from([0xff]));
export const derNull = (): Buffer => derElement(0x05);

/** A positive integer from its big-endian bytes. */
export const derInteger = (bytes: Uint8Array): Buffer =>
  derElement(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);

/** An object identifier from its dotted form. */
export const derObjectId = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return derElement(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(toBase128)]));
};

const toBase128 = (value: number): number[] => {
  const high = Math.floor(value / 128);
  return high === 0 ? [value] : [...toBase128(high).map((digit) => digit | 0x80), value % 128];
};

/** A time in whole seconds: UTCTime through 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5). */
export const derTime = (at: Date): Buffer => {
  const digits = `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  return at.getUTCFullYear() < 2050
    ? derElement(UTC_TIME, Buffer.from(digits.slice(2)))
    : derElement(GENERALIZED_TIME, Buffer.from(digits));
};
