import { BrokenList, createChunkBuffer } from '../lists/chunk-buffer.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * Reads a small response to its end and parses it.
 *
 * @throws {BrokenList} when it is larger than 4 MiB, or no object; a SyntaxError when it is not JSON.
 */
export const readJsonBody = async <T extends object>(bytes: AsyncIterable<Buffer>): Promise<T> => {
  const body: unknown = JSON.parse(await readTextBody(bytes));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new BrokenList('it sent no JSON object');
  return body as T;
};

/**
 * Reads a small response to its end as text.
 *
 * @throws {BrokenList} when it is larger than 4 MiB.
 */
export const readTextBody = async (bytes: AsyncIterable<Buffer>): Promise<string> => {
  const body = createChunkBuffer(MAX_BODY_BYTES, 'the answer');
  for await (const chunk of bytes) body.add(chunk);
  return body.text();
};
