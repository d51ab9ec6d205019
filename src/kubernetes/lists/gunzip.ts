import { createGunzip } from 'node:zlib';
import { BrokenList } from './chunk-buffer.ts';

/** Larger than Node's default: fewer pieces, measurably less time. */
const CHUNK_BYTES = 128 * 1024;

/**
 * The bytes unpacked.
 *
 * @throws {BrokenList} when they are damaged or break off; what the source throws.
 */
export async function* gunzipChunks(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  let failure: unknown;
  const feed = async () => {
    for await (const chunk of packed) {
      if (!unpacked.write(chunk)) await new Promise((go) => unpacked.once('drain', go).once('close', go));
      if (unpacked.destroyed) return;
    }
    unpacked.end();
  };
  const fed = feed().catch((error: Error) => {
    failure = error;
    unpacked.destroy(error);
  });
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (cause) {
    if (failure !== undefined) throw failure;
    throw new BrokenList('it broke off before its end', { cause });
  } finally {
    unpacked.destroy();
  }
  await fed;
}
