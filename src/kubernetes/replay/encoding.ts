/** Byte order marks, and the encodings that they stand for. PowerShell's `>` writes the last one. */
const BYTE_ORDER_MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
];

const detectEncoding = (first: Buffer): string | undefined =>
  BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, at) => first[at] === byte))?.[1];

/** Yields the bytes as UTF-8 without a mark, by the mark in the `first` of them; unchanged when there is none. */
export const toUtf8 = (first: Buffer, chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> => {
  const encoding = detectEncoding(first);
  return encoding === undefined ? chunks : decodeChunks(chunks, new TextDecoder(encoding));
};

async function* decodeChunks(
  chunks: AsyncIterable<Buffer>,
  decoder: InstanceType<typeof TextDecoder>,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Decodes a whole file by its mark. */
export const decodeText = (bytes: Buffer): string => new TextDecoder(detectEncoding(bytes) ?? 'utf-8').decode(bytes);
