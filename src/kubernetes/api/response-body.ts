import { gunzipChunks } from '../lists/gunzip.ts';
import type { ApiResponse } from './request.ts';

/** What went over the wire. */
export interface TransferCounts {
  requests: number;
  bytes: number;
  retries: number;
}

/** The bytes of an answer, counted as they came and unpacked if need be. */
export const readBody = (answer: ApiResponse, counts: TransferCounts): AsyncIterable<Buffer> => {
  const counted = async function* () {
    for await (const chunk of answer.chunks()) {
      counts.bytes += chunk.length;
      yield chunk;
    }
  };
  return answer.headers['content-encoding'] === 'gzip' ? gunzipChunks(counted()) : counted();
};
