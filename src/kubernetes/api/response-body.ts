import { gunzip } from '../lists/gunzip.ts';
import type { Answer } from './request.ts';

/** What went over the wire. */
export interface Counts {
  requests: number;
  bytes: number;
  retries: number;
}

/** The bytes of an answer, counted as they came and unpacked if need be. */
export const unpacked = (answer: Answer, counts: Counts): AsyncIterable<Buffer> => {
  const counted = async function* () {
    for await (const chunk of answer.chunks()) {
      counts.bytes += chunk.length;
      yield chunk;
    }
  };
  return answer.headers['content-encoding'] === 'gzip' ? gunzip(counted()) : counted();
};
