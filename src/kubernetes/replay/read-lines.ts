import { createChunkBuffer } from '../lists/chunk-buffer.ts';
import { LINE_FEED } from '../lists/json-bytes.ts';

/** A line without its end. */
export interface TextLine {
  readonly text: string;
  /** False for text after the last line feed, where the file ends. */
  readonly isWhole: boolean;
}

/** An object has 16 MiB at most (`item-scanner.ts`). */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Yields the lines of a stream. @throws {BrokenList} when one is longer than an object may be. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  const line = createChunkBuffer(MAX_LINE_BYTES, 'a line of it');
  for await (const chunk of chunks) {
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, from)) {
      line.add(chunk.subarray(from, feed));
      yield { text: line.take().toString(), isWhole: true };
      from = feed + 1;
    }
    line.add(chunk.subarray(from));
  }
  const rest = line.take().toString();
  if (rest !== '') yield { text: rest, isWhole: false };
}
