import { BrokenList } from '../lists/chunk-buffer.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * A whole small answer, parsed.
 *
 * @throws {BrokenList} when it is too large; a SyntaxError when it is no JSON.
 */
export const readJsonBody = async <T extends object>(bytes: AsyncIterable<Buffer>): Promise<T> =>
  JSON.parse(await readTextBody(bytes)) as T;

/** A whole small answer as text. @throws {BrokenList} when it is too large. */
export const readTextBody = async (bytes: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new BrokenList(`the answer is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`);
  }
  return Buffer.concat(chunks).toString();
};
