import { createGunzip } from 'node:zlib';
import { untilDrained } from '../../process/stream-drain.ts';
import { BrokenList } from './chunk-buffer.ts';

/** Eight times Node's default: fewer chunks take measurably less time. */
const CHUNK_BYTES = 128 * 1024;

/** For a body that is short, of which a run may have ten thousands: V8 collects such buffers late. */
const SHORT_CHUNK_BYTES = 4 * 1024;

/**
 * Yields the bytes decompressed. `length`: how many there are compressed, where it is known; else they are taken for many.
 *
 * @throws {BrokenList} when they are damaged or break off; what the source throws.
 */
export async function* gunzipChunks(
  compressed: AsyncIterable<Buffer>,
  length = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: length < SHORT_CHUNK_BYTES ? SHORT_CHUNK_BYTES : CHUNK_BYTES });
  let failure: unknown;
  const feed = async () => {
    for await (const chunk of compressed) {
      if (!stream.write(chunk) && !stream.destroyed) await untilDrained(stream);
      if (stream.destroyed) return;
    }
    stream.end();
  };
  const fed = feed().catch((error: Error) => {
    failure = error;
    stream.destroy(error);
  });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (cause) {
    if (failure !== undefined) throw failure;
    throw new BrokenList('it broke off before its end', { cause });
  } finally {
    stream.destroy();
  }
  await fed;
}
