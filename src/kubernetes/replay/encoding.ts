import { detectEncoding } from '../../text/decode-text.ts';

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
