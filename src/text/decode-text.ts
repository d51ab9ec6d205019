/** Byte order marks, and the encodings that they stand for. PowerShell's `>` writes the last one. */
const BYTE_ORDER_MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
];

/** The encoding by the mark in the first bytes; undefined when there is none. */
export const detectEncoding = (first: Buffer): string | undefined =>
  BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, at) => first[at] === byte))?.[1];

/** Decodes a whole file by its mark. */
export const decodeText = (bytes: Buffer): string => new TextDecoder(detectEncoding(bytes) ?? 'utf-8').decode(bytes);
