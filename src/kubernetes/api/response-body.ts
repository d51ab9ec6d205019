import { gunzipChunks } from '../lists/gunzip.ts';
import type { ApiResponse } from './request.ts';

/** What a client has transferred so far. */
export interface TransferCounts {
  requests: number;
  /** Bytes of bodies, as they came over the wire. */
  bytes: number;
  retries: number;
}

/** Yields the body of a response, decompressed if need be, and adds its bytes to `counts`. */
export const readBody = (response: ApiResponse, counts: TransferCounts): AsyncIterable<Buffer> => {
  const countBytes = async function* () {
    for await (const chunk of response.chunks()) {
      counts.bytes += chunk.length;
      yield chunk;
    }
  };
  const { 'content-encoding': encoding, 'content-length': length } = response.headers;
  return encoding === 'gzip'
    ? gunzipChunks(countBytes(), length === undefined ? undefined : Number(length))
    : countBytes();
};
